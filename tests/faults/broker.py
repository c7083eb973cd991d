"""A broker that each process of ours reaches by a way of its own."""

from collections.abc import Sequence
from pathlib import Path

from deploy.local.kafka import Kafka
from deploy.local.processes import Program


class Broker(Kafka):
    """A broker with a listener for each place, reached through that place's link."""

    lines: Sequence[tuple[str, int, int]] = ()
    """Name of a listener, the port it has, and the port it tells clients."""

    def _java(
        self, class_path: str, flags: Sequence[str], main: str, *words: str | Path
    ) -> Program:
        # Killed as it always is, it would note for nothing what makes the next start faster.
        useful = [flag for flag in flags if "AOTCacheOutput" not in flag]
        return super()._java(class_path, useful, main, *words)

    def _configure(self) -> Path:
        file = super()._configure()
        listeners = ",".join(f"{name}://127.0.0.1:{port}" for name, port, _ in self.lines)
        told = ",".join(f"{name}://127.0.0.1:{port}" for name, _, port in self.lines)
        protocols = ",".join(f"{name}:PLAINTEXT" for name, _, _ in self.lines)
        text = file.read_text()
        for setting, more in (
            ("\nlisteners=", listeners),
            ("\nadvertised.listeners=", told),
            ("\nlistener.security.protocol.map=", protocols),
        ):
            text = text.replace(setting, f"{setting}{more},")
        file.write_text(text + "\ninter.broker.listener.name=PLAINTEXT\n")
        return file
