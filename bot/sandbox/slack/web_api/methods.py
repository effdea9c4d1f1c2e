"""Every Web API method the sandbox knows."""

from bot.sandbox.slack.web_api import chat, conversations, directory, files, reactions, views
from bot.sandbox.slack.web_api.call import Method

METHODS: dict[str, Method] = {
    method.name: method
    for family in (directory, chat, conversations, files, views, reactions)
    for method in family.METHODS
}
