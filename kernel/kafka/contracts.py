"""Decode contract events by their wire type."""

from typing import Any

import msgspec

from kernel.kafka.cloudevents import Incoming
from kernel.unions import Union, members


class Unreadable(Exception):
    """The event cannot be read by this build: a newer version, or data its class refuses."""


class Contracts:
    """The contract classes that a reader knows, by their declared `wire_type`."""

    def __init__(self, *unions: Union) -> None:
        classes = [cls for union in unions for cls in members(union)]
        types = {str(vars(cls)["wire_type"]): cls for cls in classes}
        self._decoders = {name: msgspec.json.Decoder[Any](cls) for name, cls in types.items()}
        self._names = {name.rpartition(".v")[0] for name in types}

    def decode(self, incoming: Incoming) -> Incoming | None:
        """Return it with its `event`, None for a type that this reader has never heard of.

        Raises `Unreadable`.
        """
        decoder = self._decoders.get(incoming.type)
        if decoder is None:
            if incoming.type.rpartition(".v")[0] in self._names:
                raise Unreadable(f"{incoming.type} is of another version than this build knows")
            return None
        try:
            event = decoder.decode(incoming.data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable(f"{incoming.type}: {error}") from error
        return msgspec.structs.replace(incoming, event=event)
