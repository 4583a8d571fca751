"use strict";
// The comments of the report: a figure opens those behind it; filters narrow them; the address says which are shown.
// Without this script the page is whole but for the comments. What respondents wrote is only ever set as text.
(() => {
  const STEP = 50; // comments shown at a time: 100,000 at once would stop the browser
  const WHERE = ["where", "item", "question", "option", "role", "by", "group"];
  const FILTERS = ["question", "option", "theme", "place", "group", "language", "text"];
  const SAID = ["theme", "country", "region", "area", "organisation"];
  const PLACES = ["country", "region", "organisation"];
  const KINDS = { theme: "Theme", country: "Country", region: "Region", area: "Region", organisation: "Organisation",
    tick: "Ticked", value: "Answer" };
  const UNCODED = { blank: "nothing_said", no_answer: "nothing_said", unreadable: "nothing_said", see_other: "elsewhere" };
  const STATES = { blank: "empty", no_answer: "no answer", see_other: "points elsewhere", unreadable: "unreadable" };
  const source = document.getElementById("verbatims");
  if (!source || !("DecompressionStream" in window)) return;

  let report, said, numbers, folded;
  const ready = unpack();

  async function unpack() {
    const letters = atob(source.textContent);
    source.remove();
    const bytes = new Uint8Array(letters.length);
    for (let place = 0; place < letters.length; place++) bytes[place] = letters.charCodeAt(place);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    report = JSON.parse(await new Response(stream).text());
    said = report.verbatims;
    numbers = new Map(report.items.map(([kind, id], number) => [`${kind} ${id}`, number]));
  }

  const item = (kind, id) => numbers.get(`${kind} ${id}`) ?? -1;
  const label = (kind, id) => report.items[item(kind, id)]?.[2] || id;
  const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  // ---- which comments: the same rules as behind() of textmine/report/verbatims.py ----

  // Whether a tag on item `number` counts for a figure of this kind and id, whatever its role.
  function counts(number, kind, id) {
    const [tagged, own, , above] = report.items[number];
    if (tagged === kind && own === id) return true;
    if (kind === "area") return PLACES.includes(tagged) && above.includes(id);
    if (kind !== "theme" || tagged !== "theme") return false;
    let higher = above;
    while (higher.length && !higher.includes(id)) higher = report.items[item("theme", higher[0])]?.[3] ?? [];
    return higher.length > 0;
  }

  // A test of the four numbers of a tag: item, start, end, role.
  function tagTest(kind, id, role) {
    const fitting = new Set([...report.items.keys()].filter((number) => counts(number, kind, id)));
    const review = report.roles.indexOf("review");
    const wanted = role && role !== "any" ? report.roles.indexOf(role) : null;
    return (tags, at) =>
      fitting.has(tags[at]) && tags[at + 3] !== review && (wanted === null || tags[at + 3] === wanted);
  }

  function someTag(tags, test) {
    for (let at = 0; at < tags.length; at += 4) if (test(tags, at)) return true;
    return false;
  }

  // What became of a comment, and whether it makes its respondent count for a step of the ledger.
  function outcome(row) {
    const review = report.roles.indexOf("review");
    const coded = (wanted) => someTag(said.tags[row],
      (tags, at) => report.items[tags[at]][0] === "theme" && (tags[at + 3] === review) === wanted);
    if (coded(false)) return "coded";
    return UNCODED[report.statuses[said.status[row]]] ?? (coded(true) ? "unsure" : "no_code");
  }

  const STEPS = {
    commented: (row) => report.statuses[said.status[row]] !== "blank",
    substance: (row) => report.statuses[said.status[row]] === "ok",
    coded: (row) => outcome(row) === "coded",
  };

  const ofEverybody = (where) => where.where === "coding" || (where.where === "base" && where.item !== "complete");

  function behind(where) {
    const question = where.question ? item("question", where.question) : -1;
    const option = where.where === "tick" ? `${where.question}|${where.item}` : where.option;
    const optionNumber = option ? item("option", option) : -1;
    const place = where.by ? 2 + report.by.indexOf(where.by) : 0;
    const test = SAID.includes(where.where) ? tagTest(where.where, where.item || "", where.role) : null;
    const step = where.where === "base" ? STEPS[where.item]
      : where.where === "coding" ? (row) => outcome(row) === where.item : null;
    const everybody = ofEverybody(where);
    const found = [];
    for (let row = 0; row < said.text.length; row++) {
      const person = report.people[said.person[row]];
      if (where.question ? said.question[row] !== question : !(person[1] || everybody)) continue;
      if (place && person[place] !== (where.group || "")) continue;
      if (option && said.option[row] !== optionNumber) continue;
      if (test && !someTag(said.tags[row], test)) continue;
      if (step && !step(row)) continue;
      found.push(row);
    }
    return found;
  }

  const people = (rows) => new Set(rows.map((row) => report.people[said.person[row]][0])).size;

  // ---- filters ----

  const split = (value, by) => [value.slice(0, value.indexOf(by)), value.slice(value.indexOf(by) + 1)];
  const pattern = (text) => new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "giu");

  function narrowed(rows, filters) {
    const tests = [];
    if (filters.question) {
      const wanted = item("question", filters.question);
      tests.push((row) => said.question[row] === wanted);
    }
    if (filters.option) {
      const wanted = item("option", filters.option);
      tests.push((row) => said.option[row] === wanted);
    }
    for (const test of tagTests(filters)) tests.push((row) => someTag(said.tags[row], test));
    if (filters.group) {
      const [by, group] = split(filters.group, "=");
      const place = 2 + report.by.indexOf(by);
      tests.push((row) => report.people[said.person[row]][place] === group);
    }
    if (filters.language) {
      const wanted = report.languages.indexOf(filters.language);
      tests.push((row) => said.language[row] === wanted);
    }
    if (filters.text) {
      folded ??= said.text.map((text) => text.toLowerCase());
      const wanted = filters.text.toLowerCase();
      tests.push((row) => folded[row].includes(wanted));
    }
    return tests.length ? rows.filter((row) => tests.every((test) => test(row))) : rows;
  }

  function tagTests(filters) {
    const tests = filters.theme ? [tagTest("theme", filters.theme)] : [];
    return filters.place ? [...tests, tagTest(...split(filters.place, ":"))] : tests;
  }

  // ---- the address ----

  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const root = given.has("where") ? "panel" : given.has("comments") ? "comments" : "";
    const where = Object.fromEntries(WHERE.map((name) => [name, given.get(name) || ""]));
    const filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(`only-${name}`) || ""]));
    return { root, where, filters };
  }

  function address(root, where, filters) {
    const parts = new URLSearchParams();
    if (root === "panel") for (const name of WHERE) if (name === "where" || where[name]) parts.set(name, where[name]);
    if (root === "comments") parts.set("comments", "");
    for (const name of FILTERS) if (filters[name]) parts.set(`only-${name}`, filters[name]);
    return `#${parts}`;
  }

  // ---- a list of comments with its filters: one in the panel, one in the section at the end ----

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  class Browser {
    constructor(root) {
      this.name = root.id;
      this.root = root;
      const body = document.getElementById("browser").content.cloneNode(true);
      for (const field of body.querySelectorAll("select, input")) {
        field.id = `${root.id}-${field.name}`;
        field.closest("div").querySelector("label").htmlFor = field.id;
      }
      root.querySelector(".browser").append(body);
      [this.form, this.count, this.list, this.more] = root.querySelectorAll("form, .count, .comments, .more");
      let waiting;
      this.form.addEventListener("input", (event) => {
        clearTimeout(waiting);
        waiting = setTimeout(() => this.changed(), event.target.name === "text" ? 150 : 0);
      });
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", () => setTimeout(() => this.changed(), 0));
      this.more.addEventListener("click", () => this.show(true));
    }

    get filters() {
      return Object.fromEntries(new FormData(this.form));
    }

    open(where, filters) {
      this.where = where;
      this.rows = where ? behind(where) : [...said.text.keys()];
      this.offer();
      for (const name of FILTERS) this.choose(this.form.elements[name], filters[name] || "");
      this.update();
    }

    // Set a filter, also to what none of these comments has: an address may ask for it.
    choose(field, value) {
      field.value = value;
      if (field.value === value) return;
      field.append(make("option", { value, textContent: value }));
      field.value = value;
      field.closest("div").hidden = false;
    }

    changed() {
      history.replaceState(null, "", address(this.name, this.where, this.filters));
      this.update();
    }

    update() {
      const filters = this.filters;
      this.found = narrowed(this.rows, filters);
      this.marks = tagTests(filters);
      if (this.where && SAID.includes(this.where.where)) {
        this.marks.push(tagTest(this.where.where, this.where.item, this.where.role));
      }
      this.words = filters.text ? pattern(filters.text) : null;
      this.count.textContent = `${plural(this.found.length, "comment")} by ${plural(people(this.found), "respondent")}`;
      this.list.replaceChildren();
      this.show(false);
    }

    show(further) {
      const from = this.list.children.length;
      const items = this.found.slice(from, from + STEP).map((row) => this.comment(row));
      this.list.append(...items);
      const left = this.found.length - from - items.length;
      this.more.hidden = !left;
      this.more.textContent = `Show ${Math.min(left, STEP)} more of ${left.toLocaleString("en")}`;
      if (further && items.length) items[0].focus();
    }

    // Fill the choices with what the comments behind the figure hold.
    offer() {
      const held = { question: new Set(), option: new Set(), theme: new Set(), place: new Set(),
        group: new Set(), language: new Set() };
      const tagged = new Set();
      const persons = new Set();
      for (const row of this.rows) {
        held.question.add(said.question[row]);
        if (said.option[row] >= 0) held.option.add(said.option[row]);
        held.language.add(report.languages[said.language[row]]);
        persons.add(said.person[row]);
        const tags = said.tags[row];
        for (let at = 0; at < tags.length; at += 4) tagged.add(tags[at]);
      }
      for (const number of persons) {
        report.by.forEach((by, place) => {
          const value = report.people[number][2 + place];
          if (value) held.group.add(`${by}=${value}`);
        });
      }
      for (const number of tagged) {
        const [kind, , , above] = report.items[number];
        if (kind === "theme") for (let at = number; at !== undefined; at = this.parent(at)) held.theme.add(at);
        else if (kind !== "organisation") {
          held.place.add(number);
          for (const area of above) held.place.add(item("area", area));
        }
      }
      const named = (kind) => [...held[kind]].sort((one, other) => one - other)
        .map((number) => [report.items[number][1], report.items[number][2]]);
      const places = [...held.place].sort((one, other) => one - other)
        .map((number) => [report.items[number].slice(0, 2).join(":"), report.items[number][2]]);
      const byName = (choices) => choices.sort((one, other) => one[1].localeCompare(other[1], "en"));
      this.fill("question", named("question"));
      this.fill("option", named("option"));
      this.fill("theme", byName(named("theme")));
      this.fill("place", byName(places));
      this.fill("group", [...held.group].sort().map((value) => [value, split(value, "=")[1]]));
      this.fill("language", [...held.language].sort().map((code) => [code, language(code)]));
    }

    parent(number) {
      const above = report.items[number][3];
      const higher = above.length ? item("theme", above[0]) : -1;
      return higher < 0 ? undefined : higher;
    }

    fill(name, choices) {
      const field = this.form.elements[name];
      const shown = choices.length > 1;
      field.closest("div").hidden = !shown;
      const any = make("option", { value: "", textContent: "Any" });
      field.replaceChildren(any, ...choices.map(([value, words]) => make("option", { value, textContent: words })));
    }

    comment(row) {
      const person = report.people[said.person[row]];
      const code = report.languages[said.language[row]];
      const state = STATES[report.statuses[said.status[row]]];
      const words = make("p", { dir: "auto" }, ...this.marked(row));
      if (code !== "und") words.lang = code;
      if (!said.text[row]) words.textContent = "\u2013";
      const who = [person[0], ...person.slice(2).filter(Boolean)].join(", ");
      const at = [said.question[row], said.option[row]].filter((number) => number >= 0)
        .map((number) => report.items[number][2]).join(" \u203a ");
      const end = [code === "und" ? "" : language(code), state].filter(Boolean).join(", ");
      const foot = make("div", { className: "source" }, [who, at, end].filter(Boolean).join(" \u00b7 "));
      const told = this.told(row);
      if (told) foot.append(make("small", { textContent: told }));
      return make("li", { tabIndex: -1 }, make("blockquote", {}, words, foot));
    }

    // The themes and names of a comment in a line.
    told(row) {
      const lists = { theme: new Set(), country: new Set(), region: new Set(), organisation: new Set() };
      const review = report.roles.indexOf("review");
      const tags = said.tags[row];
      for (let at = 0; at < tags.length; at += 4) {
        const [kind, , words] = report.items[tags[at]];
        lists[kind].add(tags[at + 3] === review ? `${words} (to be decided)` : words);
      }
      const line = (name, ...sets) => {
        const all = sets.flatMap((set) => [...set]);
        return all.length ? `${name}: ${all.join("; ")}` : "";
      };
      return [line("Coded", lists.theme), line("Names", lists.country, lists.region, lists.organisation)]
        .filter(Boolean).join(" \u00b7 ");
    }

    // The text with the words that were counted, and those searched for, marked.
    marked(row) {
      const text = said.text[row];
      const spans = [];
      const tags = said.tags[row];
      for (let at = 0; at < tags.length; at += 4) {
        if (this.marks.some((test) => test(tags, at))) spans.push([tags[at + 1], tags[at + 2]]);
      }
      if (this.words) for (const hit of text.matchAll(this.words)) spans.push([hit.index, hit.index + hit[0].length]);
      spans.sort((one, other) => one[0] - other[0]);
      const parts = [];
      let done = 0;
      for (const [start, end] of spans) {
        if (end <= done) continue;
        const first = Math.max(start, done);
        parts.push(text.slice(done, first), make("mark", { textContent: text.slice(first, end) }));
        done = end;
      }
      return [...parts, text.slice(done)];
    }
  }

  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
  function language(code) {
    try {
      return code === "und" ? "not told" : names.of(code);
    } catch {
      return code;
    }
  }

  // ---- the panel ----

  const panel = document.getElementById("panel");
  const section = document.getElementById("comments");
  const browsers = {};
  let opened = false; // whether a click opened the panel, so that closing it goes back

  const key = (where) => JSON.stringify(WHERE.map((name) => where[name] || ""));
  const readWhere = (text) => Object.fromEntries(new URLSearchParams(text));

  // What the figure that has this `where` says: in a table, without the name that it has below a sentence.
  function figure(where) {
    const wanted = key(where);
    const all = [...document.querySelectorAll("td button[data-where]"), ...document.querySelectorAll("button[data-where]")];
    return all.find((each) => key(readWhere(each.dataset.where)) === wanted)?.title ?? "";
  }

  function heading(where) {
    const subject = where.where === "tick" ? label("option", `${where.question}|${where.item}`)
      : SAID.includes(where.where) ? label(where.where, where.item) : "";
    const role = where.role && where.role !== "any" ? ` (${where.role})` : "";
    const about = subject ? `${KINDS[where.where]}: ${subject}${role}` : "Comments";
    const option = where.option ? label("option", where.option) : "";
    const question = where.question ? label("question", where.question) : "all questions";
    return [about, [option, question, where.group].filter(Boolean).join(" \u00b7 ")];
  }

  function explain(where) {
    const words = figure(where);
    const counted = words ? `The figure: ${words}. ` : "";
    if (SAID.includes(where.where) || where.where === "coding" || (where.where === "base" && STEPS[where.item])) return counted;
    if (where.where === "tick") return `${counted}It counts ticks; here is what respondents wrote beside this option.`;
    const who = where.question ? "respondents wrote in answer to this question"
      : ofEverybody(where) ? "respondents wrote" : "those counted wrote";
    return `${counted}It counts ${where.where === "base" ? "respondents" : "answers"}; here is what ${who}.`;
  }

  async function follow() {
    await ready;
    const { root, where, filters } = readAddress();
    if (root !== "panel" && panel.open) panel.close();
    if (root === "panel") {
      browsers.panel ??= new Browser(panel);
      const [about, below] = heading(where);
      document.getElementById("panel-title").textContent = about;
      document.getElementById("panel-where").textContent = below;
      document.getElementById("panel-figure").textContent = explain(where);
      browsers.panel.open(where, filters);
      if (!panel.open) panel.showModal();
      panel.querySelector(".browser").scrollTop = 0;
    } else if (root === "comments") {
      browsers.comments.open(null, filters);
      section.scrollIntoView();
    }
  }

  panel.addEventListener("close", () => {
    if (readAddress().root === "panel") {
      if (opened) history.back();
      else history.replaceState(null, "", "#");
    }
    opened = false;
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel || event.target.closest("#panel-close")) panel.close();
  });

  function openFigure(event) {
    const figure = event.target.closest("[data-where]");
    if (!figure) return;
    opened = true;
    location.hash = figure.dataset.where;
  }

  for (const words of document.querySelectorAll("span[data-where]")) {
    const button = make("button", { type: "button", className: "figure", title: words.title });
    button.dataset.where = words.dataset.where;
    button.setAttribute("aria-haspopup", "dialog");
    if (words.closest(".behind")) button.setAttribute("aria-label", words.title); // beside others, without a table's headings
    button.append(...words.childNodes);
    words.replaceWith(button);
  }
  document.querySelector("main").addEventListener("click", openFigure);
  for (const hidden of document.querySelectorAll("[data-script]")) hidden.hidden = false;
  window.addEventListener("hashchange", follow);
  ready.then(() => {
    browsers.comments = new Browser(section);
    const { root, filters } = readAddress();
    browsers.comments.open(null, root === "comments" ? filters : {});
    document.documentElement.dataset.ready = "";
    return follow();
  });

  // What is wider than the page can be scrolled by keyboard.
  const scrollers = document.querySelectorAll(".table, .chart");
  const reach = () => scrollers.forEach((each) => {
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
    else each.removeAttribute("tabindex");
  });
  window.addEventListener("resize", reach);
  reach();

  // For tests, and for whoever wants to compute with the comments.
  window.textmine = { ready, behind, people, readWhere };
})();
