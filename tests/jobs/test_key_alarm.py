"""A refused key: each admin hears of it once for each outage of the key, not for each job."""

from dataclasses import dataclass, field, replace

from bot.adding.state import JobEvent
from bot.jobs.key_alarm import KeyAlarm
from tests.jobs.scene import Process, Scene, leads


@dataclass
class Heard:
    """The admins: whether they can be told, and how often they were."""

    reachable: bool = True
    times: int = field(default=0)

    async def key_refused(self) -> bool:
        self.times += 1
        return self.reachable


async def run(process: Process, scene: Scene, admins: Heard, *job_ids: str) -> None:
    """Let a process that has just started run these jobs."""
    alarm = KeyAlarm(scene.store.key_state(scene.amplemarket.api_key), admins)
    runner = replace(process.runner, alarm=alarm)
    for job_id in job_ids:
        await runner.run(job_id)


async def test_once_for_each_outage_of_the_key(scene: Scene) -> None:
    """Over jobs and restarts; when it has worked in between it is news again."""
    admins = Heard()
    for number in range(4):
        await scene.write(scene.job(f"J{number}"), leads(4, 2 + 100 * number), watched=False)
    scene.amplemarket.revoke_key()
    async with scene.process() as process:
        await run(process, scene, admins, "J0", "J1")
        assert admins.times == 1
        await run(process, scene, admins, "J2")
        assert admins.times == 1
        scene.amplemarket.restore_key()
        await run(process, scene, admins, "J3")
        scene.amplemarket.revoke_key()
        await scene.store.jobs.move("J0", JobEvent.CONFIRM)
        await run(process, scene, admins, "J0")
    assert admins.times == 2


async def test_who_could_not_be_told_is_told_the_next_time(scene: Scene) -> None:
    """The next job that stops tries again."""
    admins = Heard(reachable=False)
    for number in range(2):
        await scene.write(scene.job(f"J{number}"), leads(4, 2 + 100 * number), watched=False)
    scene.amplemarket.revoke_key()
    async with scene.process() as process:
        await run(process, scene, admins, "J0", "J1")
    assert admins.times == 2
