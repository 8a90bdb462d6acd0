# SPDX-License-Identifier: MIT
"""From what a table writes about a door to the stored building and household."""

from dataclasses import dataclass

from gridmgr.data.store import Store
from gridmgr.model.areas import Building, Estate
from gridmgr.model.folding import fold_label
from gridmgr.model.people import Household
from gridmgr.model.rooms import Door, parse_room, plain_number


@dataclass(frozen=True, slots=True)
class Found:
    """The building or household that was meant, or a sentence that says why none could be told."""

    id: str = ""
    community: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says about where somebody lives; empty where it says nothing."""

    community: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    address: str = ""

    def door(self) -> Door:
        """Return building, unit and room, taken from their own columns first, then out of longer texts."""
        whole = next((d for text in (self.room, self.building, self.address) if (d := _door(text))), None) or Door()
        unit = plain_number(self.unit) if self.unit else whole.unit
        room = whole.room if self.room and whole.room and _door(self.room) else self.room or whole.room
        return Door(whole.building, unit, room, whole.place)


def _door(text: str) -> Door | None:
    """Take a text apart that names more than a bare number."""
    door = parse_room(text) if text else None
    return door if door and (door.building or door.unit or door.room) else None


class Buildings:
    """The buildings of a district by code, by name and by number."""

    def __init__(self, store: Store) -> None:
        estates = dict(store.values(Estate, ("id", "name")))
        self._by_code: dict[str, list[Found]] = {}
        self._by_number: dict[tuple[str, str], list[tuple[Found, str]]] = {}
        self._by_name: dict[tuple[str, str], list[Found]] = {}
        columns = ("id", "community", "code", "name", "number", "estate_id", "street", "house_number")
        for identifier, community, code, name, number, estate_id, street, house_number in store.values(
            Building, columns
        ):
            found = Found(identifier, community)
            estate = fold_label(estates.get(estate_id, ""))
            if code:
                self._by_code.setdefault(code, []).append(found)
            if number:
                self._by_number.setdefault((community, plain_number(number)), []).append((found, estate))
            for spelled in (name, f"{street}{house_number}" if street and house_number else ""):
                if spelled:
                    self._by_name.setdefault((community, fold_label(spelled)), []).append(found)
        self._communities = sorted({community for community, _ in (*self._by_number, *self._by_name)})

    def find(self, said: Said) -> Found:
        """Return the building that a row means: by code, then by name, then by number within compound and community."""
        text = said.building
        if text and len(hits := self._by_code.get(text, [])) == 1:
            return hits[0]
        for spelled in (text, said.address):
            if spelled and len(hits := self._named(said.community, spelled)) == 1:
                return hits[0]
        door = said.door()
        number = door.building or plain_number(text)
        if not number:
            return Found(problem="没有写明是哪一幢楼，住户未与楼幢关联。")
        return self._numbered(said, number, fold_label(said.estate) or fold_label(door.place))

    def _named(self, community: str, name: str) -> list[Found]:
        """Return the buildings with a name."""
        places = [community] if community else self._communities
        return [found for place in places for found in self._by_name.get((place, fold_label(name)), [])]

    def _numbered(self, said: Said, number: str, estate: str) -> Found:
        """Return the building with a number, if only one can be meant."""
        places = [said.community] if said.community else self._communities
        hits = [hit for place in places for hit in self._by_number.get((place, number), [])]
        inside = [found for found, known in hits if estate and known and (known in estate or estate in known)]
        chosen = inside or [found for found, known in hits if not (estate and known and said.estate)]
        if len(chosen) == 1:
            return chosen[0]
        if len(number) > 6:
            return Found(problem="没有找到所写的楼幢，未与楼幢关联。")
        if chosen:
            text = f"有 {len(chosen)} 幢楼的幢号都是“{number}”，请加上小区名称或楼幢编码；未与楼幢关联。"
            return Found(problem=text)
        return Found(problem=f"没有找到“{number}”幢，未与楼幢关联。")


class Households:
    """The households of a district by number and by door."""

    def __init__(self, store: Store) -> None:
        self._by_number: dict[str, list[Found]] = {}
        self._by_door: dict[tuple[str, str, str], list[Found]] = {}
        self._by_address: dict[tuple[str, str], list[Found]] = {}
        columns = ("id", "community", "household_no", "building_id", "unit_no", "room_no", "address")
        for identifier, community, number, building_id, unit, room, address in store.values(Household, columns):
            found = Found(identifier, community)
            if number:
                self._by_number.setdefault(number, []).append(found)
            if building_id and room:
                key = (building_id, plain_number(unit), plain_number(room))
                self._by_door.setdefault(key, []).append(found)
            if address:
                self._by_address.setdefault((community, fold_label(address)), []).append(found)

    def find(self, number: str, said: Said, buildings: Buildings) -> Found:
        """Return the household that a row means: by its number, then by its door, then by its address."""
        if number:
            hits = self._by_number.get(number, [])
            near = [h for h in hits if h.community == said.community] if len(hits) > 1 else hits
            return near[0] if len(near) == 1 else Found(problem="没有找到这个户号的住户，居民未与住户关联。")
        door = said.door()
        building = buildings.find(said)
        hits = self._by_door.get((building.id, door.unit, plain_number(door.room)), []) if building.id else []
        if not hits and said.address:
            hits = self._by_address.get((said.community, fold_label(said.address)), [])
        if len(hits) == 1:
            return hits[0]
        if hits:
            return Found(community=building.community, problem="同一住房里有几户，请写户号；居民未与住户关联。")
        return Found(
            community=building.community, problem=building.problem or "没有找到这间住房里的住户，居民未与住户关联。"
        )
