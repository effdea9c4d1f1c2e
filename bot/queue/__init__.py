"""The queue of several processes on one Postgres: who runs which job. Only "run job X" stands in it.

What is left to do of a job, the store knows; a lost queue loses nothing. Built on procrastinate's tables and
functions (locks, LISTEN/NOTIFY, heartbeats). Its worker is not used: it ends for good when a heartbeat meets
a database that is away, and then waits for all jobs at hand before a new one may begin.
"""

from bot.queue.dispatcher import SharedDispatcher
from bot.queue.errors import QueueNotAllowedError
from bot.queue.pace import Pace
from bot.queue.schema import obstacle_at

__all__ = ["Pace", "QueueNotAllowedError", "SharedDispatcher", "obstacle_at"]
