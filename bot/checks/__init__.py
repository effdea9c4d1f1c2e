"""`addleads check`: is everything there that the bot needs, and what to do where it is not.

It only looks: nothing is changed, no event is taken from a running bot, and no secret is shown.
"""
