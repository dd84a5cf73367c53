"""Indexes of one prefix: which is live, which was before, whose they are."""

import re
import time
from dataclasses import dataclass

from ... import facets
from ...models import IndexState
from ..base import ForeignIndex, IndexMissing
from .mapping import as_live, make_index
from .writing import write_alias

LOOKED_AT_FOR = 2.0
"""Seconds after which a process asks again which generation is live. Searches go to the alias, so a switch is seen at once; what this may miss is an index of another form."""
GREEN_SECONDS = 30


@dataclass(frozen=True)
class Generation:
    name: str
    form: int
    database: str


class Generations:
    def __init__(self, cluster):
        self.cluster = cluster
        self.alias = cluster.address.prefix
        self._seen: tuple[float, Generation] | None = None

    def index_of(self, generation):
        return f"{self.alias}-{generation}"

    @property
    def former(self):
        """Alias of the generation that was live before."""
        return f"{self.alias}-previous"

    # --- Reading ------------------------------------------------------------------------------------------------------

    def live(self, *, fresh=False) -> Generation:
        """Raises `IndexMissing` or `ForeignIndex` where this process may not read it."""
        if fresh or not self._seen or time.monotonic() - self._seen[0] > LOOKED_AT_FOR:
            found = self._named(self.alias)
            if not self._seen or self._seen[1] != found:
                self._check(found)
            self._seen = (time.monotonic(), found)
        return self._seen[1]

    def previous(self) -> Generation | None:
        return self._named(self.former)

    def owner(self) -> str:
        """Of the live generation; "" without one."""
        generation = self._named(self.alias)
        return generation.database if generation else ""

    def named(self) -> set[str]:
        """The live one and the previous one, whatever their form: processes of a former version of the portal read them until they end."""
        return {found.name for alias in (self.alias, self.former) if (found := self._named(alias))}

    def forget(self):
        self._seen = None

    def _named(self, alias):
        """The generation that an alias leads to; None where it leads nowhere."""
        try:
            found = self.cluster.ask(lambda client: client.indices.get_mapping(index=alias, filter_path="*.mappings._meta"))
        except IndexMissing:
            return None
        return next(
            (Generation(index.removeprefix(f"{self.alias}-"), **mapping["mappings"]["_meta"]) for index, mapping in found.items()), None
        )

    def _check(self, generation):
        place = self.cluster.address
        if generation is None:
            raise IndexMissing(f"There is no index at {place} yet.")
        if generation.database != IndexState.owner():
            raise ForeignIndex(
                f"The index at {place} belongs to another database. Name another prefix in SEARCH_URL, or delete its indexes if nobody needs them."
            )
        if generation.form != facets.DOCUMENT_FORM:
            raise IndexMissing(f"The index at {place} was made for another version of the portal.")

    def has(self, generation):
        found = self._named(write_alias(self.index_of(generation)))
        return found is not None and found.form == facets.DOCUMENT_FORM

    def all(self) -> set[str]:
        """Names of all generations of this prefix."""
        found = self.cluster.ask(lambda client: client.indices.get(index=f"{self.alias}-g*", features="aliases", filter_path="*"))
        names = (index.removeprefix(f"{self.alias}-") for index in found)
        return {name for name in names if re.fullmatch(r"g\d+", name)}

    # --- Changing -----------------------------------------------------------------------------------------------------

    def make(self, generation):
        index = self.index_of(generation)
        self.drop([generation])
        meta = {"form": facets.DOCUMENT_FORM, "database": IndexState.owner()}
        body = make_index(shards=self.cluster.address.shards, meta=meta)
        self.cluster.write(lambda client: client.indices.create(index=index, aliases={write_alias(index): {}}, **body))

    def open(self, generation):
        """Let searches see what was filled, and spread copies over the nodes. A cluster that can't place them all yet is no reason to wait longer."""
        index = self.index_of(generation)
        self.cluster.write(
            lambda client: client.indices.put_settings(index=index, settings=as_live(replicas=self.cluster.address.replicas))
        )
        self.cluster.write(lambda client: client.indices.refresh(index=index))
        self.cluster.write(
            lambda client: client.options(ignore_status=408).cluster.health(
                index=index, wait_for_status="green", timeout=f"{GREEN_SECONDS}s"
            )
        )

    def switch(self, generation):
        """All aliases at once; what was live is the previous one from now on."""
        live = self._named(self.alias)
        actions = [{"add": {"index": self.index_of(generation), "alias": self.alias}}]
        if live and live.name != generation:
            actions.insert(0, {"remove": {"index": self.index_of(live.name), "alias": self.alias}})
            if former := self._named(self.former):
                actions.append({"remove": {"index": self.index_of(former.name), "alias": self.former}})
            actions.append({"add": {"index": self.index_of(live.name), "alias": self.former}})
        self.cluster.write(lambda client: client.indices.update_aliases(actions=actions))
        self.forget()

    def drop(self, generations):
        for generation in generations:
            index = self.index_of(generation)
            self.cluster.write(lambda client, index=index: client.options(ignore_status=404).indices.delete(index=index))
