// SPDX-License-Identifier: MIT
// What the page does beside Leaflet: tooltips, names that give way to one another, search, title and legend.
// Values from the data are only ever put in as text, never as HTML.
"use strict";
const gridmgr = {
  facts(feature, layer) {
    const rows = feature.properties.facts;
    if (rows) layer.bindTooltip(() => gridmgr.table(feature.properties.name, rows), { sticky: true });
  },

  table(title, rows) {
    const table = document.createElement("table");
    table.className = "gm-facts";
    table.createCaption().textContent = title;
    for (const [label, value] of rows) {
      const row = table.insertRow();
      const head = document.createElement("th");
      head.textContent = label;
      row.append(head);
      row.insertCell().textContent = value;
    }
    return table;
  },

  // Names are placed anew after each move, the most important first; one that would cover another is left out.
  names(map, entries) {
    const pane = map.createPane("gm-names");
    pane.style.zIndex = 640;
    pane.style.pointerEvents = "none";
    const place = () => {
      pane.textContent = "";
      const taken = [];
      const size = map.getSize();
      for (const entry of entries) {
        if (map.getZoom() < entry.from) continue;
        const seen = map.latLngToContainerPoint(entry.at);
        if (seen.x < 0 || seen.y < 0 || seen.x > size.x || seen.y > size.y) continue;
        const box = [seen.x - entry.w / 2, seen.y - entry.h / 2, seen.x + entry.w / 2, seen.y + entry.h / 2];
        if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
        taken.push(box);
        pane.append(gridmgr.name(entry, map.latLngToLayerPoint(entry.at)));
      }
    };
    map.on("moveend zoomend resize", place);
    place();
  },

  name(entry, at) {
    const shown = document.createElement("div");
    shown.className = `gm-name gm-${entry.kind}`;
    shown.style.left = `${at.x}px`;
    shown.style.top = `${at.y}px`;
    shown.textContent = entry.text;
    if (entry.pill) {
      const pill = document.createElement("span");
      pill.textContent = entry.pill;
      pill.style.background = entry.colour;
      shown.append(pill);
    }
    return shown;
  },

  // A layer that is only seen from near: many small signs would cover a whole district.
  near(map, layer, zoom) {
    let wanted = true;
    let own = false;
    map.on("layeradd layerremove", (event) => {
      if (event.layer === layer && !own) wanted = event.type === "layeradd";
    });
    const show = () => {
      own = true;
      if (wanted && map.getZoom() >= zoom) layer.addTo(map);
      else layer.remove();
      own = false;
    };
    map.on("zoomend", show);
    show();
  },

  title(map, words) {
    const card = gridmgr.card(map, "topleft");
    const heading = document.createElement("h1");
    heading.textContent = words.title;
    card.append(heading);
    for (const line of words.lines) card.append(gridmgr.line(line.text, line.draft ? "gm-draft" : ""));
    card.append(gridmgr.search(map, words.places));
  },

  card(map, position) {
    const control = L.control({ position });
    control.onAdd = () => {
      const card = L.DomUtil.create("div", "gm-card");
      L.DomEvent.disableClickPropagation(card);
      L.DomEvent.disableScrollPropagation(card);
      return card;
    };
    return control.addTo(map).getContainer();
  },

  line(text, kind) {
    const line = document.createElement("p");
    line.textContent = text;
    if (kind) line.className = kind;
    return line;
  },

  search(map, places) {
    const box = document.createElement("div");
    box.className = "gm-search";
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "查找社区、网格、楼幢、设施";
    input.setAttribute("aria-label", input.placeholder);
    const list = document.createElement("ul");
    const marker = L.circleMarker([0, 0], { radius: 12, color: "#1f5fa8", weight: 3, fill: false, interactive: false });
    let found = [];
    let chosen = 0;
    const go = (place) => {
      map.fitBounds(place.box, { maxZoom: 18 });
      marker.setLatLng(L.latLngBounds(place.box).getCenter()).addTo(map);
    };
    const show = () => {
      const wanted = input.value.trim().toLowerCase();
      found = wanted ? places.filter((p) => p.name.toLowerCase().includes(wanted)).slice(0, 30) : [];
      chosen = Math.min(chosen, Math.max(found.length - 1, 0));
      list.replaceChildren(...found.map((place, number) => {
        const item = document.createElement("li");
        const kind = document.createElement("small");
        kind.textContent = place.kind;
        item.append(place.name, kind);
        item.className = number === chosen ? "gm-on" : "";
        item.addEventListener("click", () => go(place));
        return item;
      }));
      if (wanted && !found.length) list.append(gridmgr.line("没有找到，请换一个词。", ""));
      if (!wanted) marker.remove();
    };
    input.addEventListener("input", () => { chosen = 0; show(); });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { chosen = Math.min(Math.max(chosen + step, 0), found.length - 1); show(); event.preventDefault(); }
      if (event.key === "Enter" && found[chosen]) go(found[chosen]);
      if (event.key === "Escape") { input.value = ""; show(); }
    });
    box.append(input, list);
    return box;
  },

  legend(map, entries) {
    const card = gridmgr.card(map, "bottomright");
    card.classList.add("gm-legend");
    for (const entry of entries) {
      const sign = document.createElement("i");
      Object.assign(sign.style, entry.style);
      card.append(sign, entry.text);
    }
  },
};
