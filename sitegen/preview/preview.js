// What the preview adds to a page: it follows the files on disk, shows problems,
// and turns selected words into annotations. No published page has it.
//
// It must not be deferred: it takes a copy of the page as it was sent, before
// other scripts add to it, so that it can tell later what the server changed.
{
  const API = "/_sitegen/";
  const REST = 150; // ms that a selection or a form is left alone before it is looked at
  const RETRY = 500; // ms until a lost server is tried again
  const GAP = 8; // px between the menu and what is near it

  let sent; // the page as the server sent it last
  document.addEventListener("readystatechange", () => (sent = document.cloneNode(true)), { once: true });
  document.addEventListener("DOMContentLoaded", start);

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const counted = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  function make(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    if (name === "button") made.type = properties.type ?? "button";
    made.append(...children.filter(Boolean));
    return made;
  }

  const button = (words, action, css = "") => {
    const made = make("button", { className: css }, words);
    made.addEventListener("click", action);
    return made;
  };

  function debounced(action) {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(action, REST);
    };
  }

  // ── The server ────────────────────────────────────────────────────────────

  const slug = decodeURIComponent(location.pathname.split("/")[1]);

  const ask = async (name, query) =>
    (await fetch(API + name + (query ? `?${new URLSearchParams(query)}` : ""))).json();

  // → what the server answers; if it refuses, `problems` says why.
  async function send(name, body) {
    let why = "The preview server does not answer.";
    try {
      const answer = await fetch(API + name, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-Sitegen-Token": sent.querySelector("meta[name=sitegen-token]").content,
        },
        body: JSON.stringify(body),
      });
      why = `The preview server refused this (${answer.status}).`;
      const said = await answer.json();
      if (answer.ok || said.problems) return { ...said, refused: !answer.ok };
      why = said.error ?? why;
    } catch {
      // not running, or not in its own words
    }
    return { refused: true, problems: [{ message: why }] };
  }

  let events;
  let boot = ""; // names the run of the server
  let lost = false;

  // A hidden page lets go of its stream: a browser has only six to one server.
  function connect() {
    events?.close();
    if (document.hidden) return;
    events = new EventSource(`${API}events`);
    const isBack = Boolean(boot);
    let first = true;
    events.addEventListener("open", () => {
      if (lost) tell("The preview server is back.");
      lost = false;
      askProblems();
    });
    events.addEventListener("error", () => {
      events.close();
      if (!lost) tell("The preview server does not answer. Trying again …");
      lost = true;
      setTimeout(connect, RETRY);
    });
    events.addEventListener("problems", ({ data }) => problemsAre(JSON.parse(data)));
    events.addEventListener("change", ({ data, lastEventId }) => {
      const { generation, assets, pages } = JSON.parse(data);
      boot = lastEventId.replace(/-\d+$/, "");
      if (!first && !writing && assets.some((name) => name.endsWith(".js"))) return location.reload();
      // What happened before this stream began is not told, so look at everything.
      if (first && isBack) renew(() => true, lastEventId);
      else if (!first) renew((path) => assets.some((name) => path.endsWith(`/${name}`)), generation);
      if (first || pages) follow();
      first = false;
    });
  }

  // → what a question is answered; without an answer nothing, and `retry` later.
  // Even a server that has just come back may refuse a connection that was kept.
  const again = (question, retry) => question().catch(() => void (lost || setTimeout(retry, RETRY)));

  async function askProblems() {
    const before = told;
    const answer = await again(() => ask("problems"), askProblems);
    if (answer && before === told) problemsAre(answer);
  }

  // ── Following ─────────────────────────────────────────────────────────────

  // Load stylesheets and pictures again, the old ones in place until then.
  function renew(isNew, version) {
    const changed = (address) => {
      const url = new URL(address, location);
      if (url.origin !== location.origin || url.pathname.startsWith(API) || !isNew(url.pathname)) return "";
      url.searchParams.set("v", version);
      return url.href;
    };
    for (const old of all("link[rel=stylesheet]")) {
      const href = changed(old.href);
      if (!href) continue;
      const link = Object.assign(old.cloneNode(), { href });
      link.addEventListener("load", () => old.remove());
      link.addEventListener("error", () => link.remove());
      old.after(link);
    }
    for (const image of document.images) {
      const src = changed(image.src);
      if (src) image.src = src;
    }
  }

  let waiting = null;
  let work = Promise.resolve();
  let gone = false;

  // → when the page is as the server has it now. One look at a time, one more in waiting.
  const follow = () =>
    (waiting ??= work = work
      .then(() => {
        waiting = null;
        return again(fetchPage, follow);
      })
      .then((answer) => {
        if (answer?.ok) patch(new DOMParser().parseFromString(answer.html, "text/html"));
        if (answer) gone = answer.status === 404;
        drawProblems();
      })
      .catch(console.error));

  async function fetchPage() {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    return { ok: answer.ok, status: answer.status, html: await answer.text() };
  }

  let exchanged; // in this patch: what left the page → what stands there now

  // What only a new page can change: it has other scripts, or is the first good one.
  const needs = (root) =>
    all("head > link[rel=stylesheet], head > script[src]", root).map((one) => one.getAttribute(one.rel ? "href" : "src")).join();

  function patch(next) {
    if (needs(next) !== needs(sent) && !writing) return location.reload();
    const parts = ["body > header", "body > main", "body > footer"]
      .map((part) => [document, sent, next].map((root) => root.querySelector(part)))
      .filter(([live, old, one]) => live && old && one && !old.isEqualNode(one));
    document.title = next.title;
    if (parts.length) {
      const keepers = [keepFocus(), keepSelection(), keepPlace()];
      exchanged = new Map();
      for (const part of parts) morph(...part);
      document.dispatchEvent(new CustomEvent("sitegen:patched"));
      for (const keep of keepers) keep();
    }
    sent = next;
  }

  // Make of `live`, which the server sent as `old`, what it sends as `next`.
  function morph(live, old, next) {
    if (old.isEqualNode(next)) return;
    const children = holdsElements(old) && holdsElements(next) && counterparts(live, old);
    if (!children || old.tagName !== next.tagName || old.id !== next.id) return exchange(live, next);
    for (const { name } of [...old.attributes, ...next.attributes]) {
      const value = next.getAttribute(name);
      if (old.getAttribute(name) === value) continue;
      if (name === "class") {
        live.classList.remove(...old.classList);
        live.classList.add(...next.classList);
      } else if (value === null) live.removeAttribute(name);
      else live.setAttribute(name, value);
    }
    align(live, children, [...old.children], [...next.children]);
  }

  function align(parent, lives, olds, nexts) {
    while (olds.length && nexts.length && olds[0].isEqualNode(nexts[0]))
      for (const list of [lives, olds, nexts]) list.shift();
    let after = null; // what new ones go before, once the old ones are used up
    while (olds.length && nexts.length && olds.at(-1).isEqualNode(nexts.at(-1))) {
      after = lives.at(-1);
      for (const list of [lives, olds, nexts]) list.pop();
    }
    after ??= lives.at(-1)?.nextSibling ?? null;
    nexts.forEach((next, at) => {
      const found = olds.findIndex((old) => isSame(old, next));
      if (found >= 0) {
        for (const live of lives.splice(0, found)) leave(live, lives[0]);
        olds.splice(0, found);
      }
      const stays = olds.length && nexts.slice(at + 1).some((later) => isSame(olds[0], later));
      if (found >= 0 || (olds.length && !stays)) morph(lives.shift(), olds.shift(), next);
      else parent.insertBefore(document.importNode(next, true), lives[0] ?? after);
    });
    for (const live of lives) leave(live, after);
  }

  const holdsElements = (one) =>
    one.children.length > 0 && ![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());

  const nameOf = (one) => one.id || one.querySelector(":scope > a[href^='#']")?.hash;
  const isSame = (one, other) =>
    one.tagName === other.tagName && (nameOf(one) ? nameOf(one) === nameOf(other) : one.isEqualNode(other));

  const isOf = (live, old) =>
    live.tagName === old.tagName && live.id === old.id && [...old.classList].every((css) => live.classList.contains(css));

  // The children of `live` that stand for those of `old`, without what scripts put between.
  function counterparts(live, old) {
    let one = live.firstElementChild;
    const found = [];
    for (const child of old.children) {
      while (one && !isOf(one, child)) one = one.nextElementSibling;
      if (!one) return null;
      found.push(one);
      one = one.nextElementSibling;
    }
    return found;
  }

  function exchange(live, next) {
    const made = document.importNode(next, true);
    const [folds, before] = [all("details", made), all("details", live)];
    if (folds.length === before.length) folds.forEach((fold, at) => (fold.open = before[at].open));
    live.replaceWith(made);
    exchanged.set(live, made);
  }

  function leave(live, instead) {
    live.remove();
    exchanged.set(live, instead);
  }

  // The topmost block in view stays where it is.
  function keepPlace() {
    const blocks = "main [data-received] > *, main :is(p, h1, h2, h3, li, tr, dt, dd, figure):not(aside *)";
    const top = (one) => one.getBoundingClientRect().top;
    let block = scrollY && all(blocks).find((one) => one.getBoundingClientRect().bottom > 0);
    if (!block) return () => {};
    const was = top(block);
    const root = document.documentElement.style;
    root.overflowAnchor = "none"; // or the browser would mend it a second time
    return () => {
      while (block && !block.isConnected) block = exchanged.has(block) ? exchanged.get(block) : block.parentElement;
      if (block) scrollBy({ top: top(block) - was, behavior: "instant" });
      requestAnimationFrame(() => (root.overflowAnchor = ""));
    };
  }

  function keepFocus() {
    const was = document.activeElement;
    return () => was.isConnected || (was.id && document.getElementById(was.id)?.focus({ preventScroll: true }));
  }

  function keepSelection() {
    const was = selected();
    return () => {
      chosen = chosen && findAgain(chosen);
      if (writing) highlight("sitegen-chosen", [chosen && rangeOf(chosen)]);
      else if (was?.ink && selected()?.ink !== was.ink) select(findAgain(was));
    };
  }

  // ── Places in the received words ──────────────────────────────────────────

  // A place is counted in letters of ink: code points that are no white space here or in Python.
  const INK = /[^\s\x1c-\x1f\x85]/gu;

  // Every letter of ink, in order: its node and where in it.
  function letters() {
    const found = [];
    const skip = (node) => (node.dataset && "generated" in node.dataset ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    for (const root of all("[data-received]")) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, skip);
      for (let node = walker.currentNode; node; node = walker.nextNode())
        for (const { 0: letter, index } of node.nodeType === 3 ? node.data.matchAll(INK) : [])
          found.push({ node, letter, from: index, to: index + letter.length });
    }
    return found;
  }

  function rangeOf({ start, end }, ink = letters()) {
    const [first, last] = [ink[start], ink[end - 1]];
    if (!first || !last) return null;
    const range = document.createRange();
    range.setStart(first.node, first.from);
    range.setEnd(last.node, last.to);
    return range;
  }

  const BLOCK = "p, h1, h2, h3, h4, h5, h6, li, td, th, pre, dt, dd, figcaption, blockquote, [data-received]";

  // → null when nothing is selected, the place of selected words, or `refused`, a sentence.
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!all("[data-received]").some((root) => range.intersectsNode(root))) return null;
    const ink = letters();
    const has = ({ node, from, to }) =>
      range.intersectsNode(node) && range.comparePoint(node, from) >= 0 && range.comparePoint(node, to) <= 0;
    const start = ink.findIndex(has);
    const end = ink.findLastIndex(has) + 1;
    if (start < 0)
      return range.toString().trim() ? { refused: "These words are not the author’s. Select words of the article." } : null;
    const [first, last] = [ink[start], ink[end - 1]].map(({ node }) => node.parentElement.closest(BLOCK));
    if (first !== last) return { refused: "An annotation belongs to one paragraph. Select words within one." };
    return { start, end, ink: ink.slice(start, end).map(({ letter }) => letter).join("") };
  }

  // The place that the same words have now, the nearest if there are several.
  function findAgain(place) {
    const ink = letters();
    const wanted = [...place.ink];
    const fits = (at) => wanted.every((letter, step) => ink[at + step]?.letter === letter);
    for (let away = 0; away < ink.length; away++)
      for (const start of [place.start - away, place.start + away])
        if (fits(start)) return { ...place, start, end: start + wanted.length };
    return null;
  }

  function select(place) {
    const range = place && rangeOf(place);
    getSelection().removeAllRanges();
    if (range) getSelection().addRange(range);
  }

  // The words of a place as a person reads them.
  function wordsOf(range) {
    const words = range.cloneContents();
    for (const added of all("[data-generated]", words)) added.remove();
    return words.textContent.trim().replace(/\s+/g, " ");
  }

  // Where the browser has no highlights, the list of places and the words in the form must do.
  function highlight(name, ranges) {
    globalThis.CSS?.highlights?.set(name, new Highlight(...ranges.filter(Boolean)));
  }

  // ── Annotating ────────────────────────────────────────────────────────────

  const menu = make("div", { className: "sg sg-menu", popover: "manual", role: "dialog", tabIndex: -1 });
  let kinds; // what can be added, as a promise
  let chosen = null; // the place that the menu is for
  let writing = false; // whether the form is open: it stays until it is sent or left

  async function offer(place, focus) {
    chosen = place.refused ? null : place;
    kinds ??= ask("kinds").then((answer) => answer.kinds);
    const offered = await kinds.catch(() => (kinds = undefined) ?? []);
    if (writing || (chosen !== place && !place.refused)) return; // something else came up
    const range = place.refused ? getSelection().getRangeAt(0) : rangeOf(place);
    menu.ariaLabel = "Annotate the selected words";
    const suggested = spans.find(({ start, end }) => start === place.start && end === place.end)?.suggests;
    const choices = offered.map((kind) =>
      button(kind.one, () => write(kind), suggested?.includes(kind.name) ? "sg-first" : ""),
    );
    if (place.refused) menu.replaceChildren(make("p", {}, place.refused));
    else menu.replaceChildren(make("p", { className: "sg-label" }, "Add as"), ...choices);
    menu.hidePopover(); // it comes to lie over a card
    menu.showPopover();
    stand(range);
    if (focus) (menu.querySelector(".sg-first") ?? menu.querySelector("button") ?? menu).focus();
  }

  // The menu stands below the words, or above them, or where it can be seen whole;
  // in the page, so that it moves with them.
  function stand(range) {
    const { left, top, bottom } = range.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = menu;
    const right = document.documentElement.clientWidth - offsetWidth - GAP;
    const lowest = innerHeight - offsetHeight - GAP;
    const above = top - offsetHeight - GAP;
    const y = bottom + GAP <= lowest ? bottom + GAP : above >= GAP ? above : lowest;
    menu.style.setProperty("--x", `${scrollX + Math.max(GAP, Math.min(left, right))}px`);
    menu.style.setProperty("--y", `${scrollY + Math.max(GAP, y)}px`);
  }

  // The keyboard goes on from the words, if it was in the menu.
  function close() {
    const range = chosen && rangeOf(chosen);
    if (range && menu.contains(document.activeElement)) getSelection().collapse(range.endContainer, range.endOffset);
    chosen = null;
    writing = false;
    highlight("sitegen-chosen", []);
    menu.hidePopover();
  }

  function write(kind) {
    writing = true;
    const range = rangeOf(chosen);
    highlight("sitegen-chosen", [range]);
    getSelection().removeAllRanges();
    const fields = kind.fields.map((field) => {
      const input = make(field.is_prose ? "textarea" : "input", { name: field.name, required: field.needed, autocomplete: "off" });
      if (field.is_prose) input.rows = 3;
      const optional = !field.needed && make("span", { className: "sg-label" }, " optional");
      return make("label", {}, field.name.replaceAll("_", " "), optional, input);
    });
    const needed = fields.filter((_, at) => kind.fields[at].needed);
    const others = fields.filter((label) => !needed.includes(label));
    const more = make("details", { hidden: !others.length }, make("summary", {}, "More fields"), ...others);
    const reach = make("p", { className: "sg-label", role: "status" });
    const yaml = make("pre", { tabIndex: 0, role: "region", ariaLabel: "YAML" });
    const faults = make("div", { role: "alert" });
    const add = make("button", { type: "submit", className: "sg-first" }, "Add");
    const copy = button("Copy YAML", () =>
      navigator.clipboard.writeText(yaml.textContent).then(
        () => (reach.textContent = "Copied."),
        () => {
          getSelection().selectAllChildren(yaml);
          reach.textContent = "Selected. Copy it by keyboard.";
        },
      ),
    );
    const form = make(
      "form",
      {},
      make("p", { className: "sg-label" }, `New ${kind.one}`),
      make("p", { className: "sg-words" }, wordsOf(range)),
      ...needed,
      more,
      reach,
      yaml,
      faults,
      make("p", { className: "sg-row" }, add, copy, button("Cancel", close)),
    );

    const body = () => {
      const filled = [...new FormData(form)].filter(([, value]) => isProposed || value.trim());
      return { slug, kind: kind.name, start: chosen?.start, end: chosen?.end, words: chosen?.ink, values: Object.fromEntries(filled) };
    };
    // Fill in, once, what the words say of the fields; then what is empty is left out.
    let isProposed = false;
    const propose = ({ asked, words, aliases }) => {
      const found = [...asked, { name: kind.named, value: words }, { name: "also", value: aliases.join(", ") }];
      for (const { name, value } of isProposed ? [] : found) {
        const input = form.elements.namedItem(name);
        if (!input || !value || input.value) continue;
        input.value = value;
        if (more.contains(input)) more.before(input.closest("label"));
      }
      isProposed = true;
    };
    const complain = (problems) => faults.replaceChildren(...problems.map(problem));
    let asked = 0;
    const draft = async () => {
      const number = ++asked;
      const said = await send("draft", body());
      if (number !== asked) return;
      if (!said.refused) propose(said);
      // What is not written yet needs no complaint.
      complain(form.checkValidity() || said.refused ? (said.problems ?? []) : []);
      if (said.refused) return;
      yaml.textContent = said.yaml;
      add.textContent = `Add to ${said.file}`;
      if (menu.getBoundingClientRect().bottom > innerHeight) stand(rangeOf(chosen) ?? range);
      reach.textContent = counted(said.mentions, "mention");
    };
    form.addEventListener("input", debounced(draft));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (add.ariaDisabled) return;
      add.ariaDisabled = "true";
      const said = await send("add", body());
      add.ariaDisabled = null;
      asked++; // a draft on its way has nothing to say any more
      if (said.refused) return complain(said.problems);
      await follow();
      const place = chosen;
      close();
      tell(`Added to ${said.file}, line ${said.line}.`, said.undo);
      if (place) flash(place);
    });
    menu.ariaLabel = `New ${kind.one}`;
    menu.replaceChildren(form);
    stand(range);
    (form.querySelector("input, textarea") ?? add).focus();
    draft();
  }

  function flash(place) {
    const range = rangeOf(place);
    const marks = all(".article :is(.mark, [id^='at-'])").filter((one) => range?.intersectsNode(one));
    for (const one of marks) {
      one.classList.add("sg-new");
      setTimeout(() => one.classList.remove("sg-new"), 2500);
    }
    marks.find((one) => one.href)?.focus({ preventScroll: true });
  }

  async function undo(id) {
    const said = await send("undo", { undo: id });
    tell(said.refused ? said.problems.map((one) => one.message).join(" ") : "Undone.");
    if (!said.refused) follow();
  }

  const look = debounced(() => {
    if (writing) return;
    const place = selected();
    const isOffered = chosen && place?.start === chosen.start && place.end === chosen.end;
    if (place && !isOffered) offer(place);
    else if (!place && !menu.contains(document.activeElement)) close();
  });

  function onKey(event) {
    if (event.altKey && event.code === "KeyA" && !writing) {
      const place = selected();
      event.preventDefault();
      if (place) offer(place, true);
      else tell("Select words of the article first.");
    } else if (event.key === "Escape" && menu.matches(":popover-open")) {
      event.stopPropagation(); // a card below it stays
      close();
      if (getSelection().rangeCount) getSelection().collapseToEnd();
    }
  }

  // ── The open card ─────────────────────────────────────────────────────────

  async function extend(card) {
    const mention = card.dataset.of;
    const foot = card.querySelector(".card-foot");
    if (!foot || card.querySelector(".sg-own")) return;
    const own = make("p", { className: "sg-own" });
    foot.before(own);
    const entry = await ask("entry", { slug, mention }).catch(() => ({}));
    if (!own.isConnected || !entry.path) return;
    const place = `${entry.path}:${entry.line}`;
    own.append(entry.href ? make("a", { href: entry.href, title: place }, "Open its entry") : make("span", {}, place));
    own.append(
      button("Not here", async () => {
        const said = await send("not-here", { slug, mention });
        if (said.refused) return tell(said.problems.map((one) => one.message).join(" "));
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" })); // closes the card
        await follow();
        tell(`Left out here, in ${said.file}, line ${said.line}.`, said.undo);
      }),
    );
  }

  // ── The corner: problems, coverage, what was done ─────────────────────────

  const badge = button("", () => turn(panel.hidden), "sg-badge");
  const list = make("ol");
  const panel = make(
    "section",
    { className: "sg-panel", ariaLabel: "Problems", hidden: true },
    make("p", { className: "sg-row" }, make("strong", {}, "Problems"), button("Dismiss", () => turn(false), "sg-plain")),
    list,
  );
  const said = make("p", { className: "sg-said", role: "status" });
  const cover = button("Coverage", () => turnCover(cover.ariaPressed !== "true"));
  const places = make("details", { className: "sg-panel", hidden: true });
  const status = make("span", { role: "status" });

  let timer;
  function tell(words, id = "") {
    clearTimeout(timer);
    said.replaceChildren(words);
    if (id) said.append(" ", button("Undo", () => undo(id)));
    else timer = setTimeout(() => said.replaceChildren(), 6000);
  }

  let problems = [];
  let told = 0; // how often they were told of: an answer that came too late is dropped
  let drawn = "";
  let asked = false; // whether the panel was opened by hand

  function problemsAre(answer) {
    told++;
    problems = answer.problems;
    drawProblems();
  }

  // The panel comes by itself for errors alone; dismissed, it stays away until they change.
  function drawProblems() {
    const here = { severity: "error", path: decodeURIComponent(location.pathname), message: "this page is no longer in the site" };
    const now = gone ? [here, ...problems] : problems;
    const state = JSON.stringify(now);
    if (state === drawn) return;
    drawn = state;
    const errors = now.filter((one) => one.severity === "error").length;
    const counts = [errors && counted(errors, "error"), now.length > errors && counted(now.length - errors, "warning")];
    list.replaceChildren(...now.map((one) => make("li", {}, problem(one))));
    badge.textContent = counts.filter(Boolean).join(", ");
    badge.classList.toggle("sg-bad", errors > 0);
    status.replaceChildren(...(now.length ? [badge] : []));
    asked &&= now.length > 0;
    const open = asked || (errors > 0 && sessionStorage.getItem("sitegen-dismissed") !== state);
    panel.hidden = !open;
    badge.ariaExpanded = String(open);
  }

  function turn(open) {
    asked = open;
    panel.hidden = !open;
    badge.ariaExpanded = String(open);
    sessionStorage.setItem("sitegen-dismissed", open ? "" : drawn);
    if (!open) badge.focus();
  }

  function problem({ path, line, column, severity, message, source, details, hint, href }) {
    const place = path && [path, line, column].filter(Boolean).join(":");
    return make(
      "div",
      { className: "sg-problem" },
      place && make("p", { className: "sg-place" }, href ? make("a", { href }, place) : place),
      make("p", {}, make("strong", {}, severity ?? ""), severity ? " " : "", message),
      source && excerpt(source, column),
      details?.length && make("ul", {}, ...details.map((detail) => make("li", {}, detail))),
      hint && make("p", { className: "sg-label" }, `hint: ${hint}`),
    );
  }

  // The words around a column of a line, a caret below it: what it is indented by
  // is the same words, unseen, so that it fits any script.
  function excerpt(source, column) {
    const line = [...source];
    const from = Math.max(0, column - 41);
    const before = (from ? "…" : "") + line.slice(from, column - 1).join("");
    const after = line.slice(column - 1, from + 100).join("");
    return make("pre", { tabIndex: 0 }, `${before}${after}\n`, make("span", { className: "sg-unseen" }, before), "^");
  }

  let spans = []; // what has no entry, with `range`

  async function turnCover(on) {
    cover.ariaPressed = String(on);
    spans = on ? await ask("coverage", { slug }).then((answer) => answer.spans, () => []) : [];
    const ink = letters();
    for (const span of spans) span.range = rangeOf(span, ink);
    highlight("sitegen-coverage", spans.map(({ range }) => range));
    places.hidden = !on;
    const choices = spans.map((span) => make("li", {}, button(span.words, () => choose(span, true), "sg-plain")));
    places.replaceChildren(
      make("summary", {}, `${counted(spans.length, "place")} without an entry`),
      make("ul", {}, ...choices),
    );
  }

  function choose(span, focus) {
    if (!span.range) return;
    if (focus) span.range.startContainer.parentElement.scrollIntoView({ block: "center" });
    select(span);
    offer(selected(), focus);
  }

  function onClick({ target, clientX: x, clientY: y }) {
    if (!target.closest("[data-received]") || target.closest("a, button") || !getSelection().isCollapsed) return;
    const isAt = ({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom;
    const span = spans.find(({ range }) => range && [...range.getClientRects()].some(isAt));
    if (span) choose(span);
  }

  // ── Begin ─────────────────────────────────────────────────────────────────

  function start() {
    const isArticle = document.querySelector("[data-received]");
    const bar = make("div", { className: "sg-row" }, status, isArticle && cover);
    document.body.append(make("aside", { className: "sg sg-corner", ariaLabel: "Preview" }, panel, places, said, bar));
    cover.ariaPressed = "false";
    document.addEventListener("visibilitychange", connect);
    connect();
    if (!isArticle) return;
    document.body.append(menu);
    menu.addEventListener("mousedown", (event) => writing || event.preventDefault()); // the selection stays
    document.addEventListener("selectionchange", look);
    document.addEventListener("keydown", onKey, { capture: true });
    document.addEventListener("click", onClick);
    document.addEventListener("sitegen:patched", () => cover.ariaPressed === "true" && turnCover(true));
    document.addEventListener("card", ({ detail }) => extend(detail));
  }
}
