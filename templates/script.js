// Cards for marks; notes beside their words, or below them.
//
// All that is shown is in the page already: a card is a copy of the entry under
// "In this article", a note stays the endnote that it is and only takes another
// place. Without this script marks are links, and the notes stand at the end.
{
  const REST = 400; // ms that a pointer rests on a mark before its card opens
  const GRACE = 250; // ms that it may be away from mark and card before the card closes
  const GAP = 12; // px between two notes in the margin
  const LINES = 6; // of a note in the margin that are always shown

  const article = document.querySelector(".article");
  const text = article.querySelector(".text");
  const narrow = matchMedia("(max-width: 40em)");
  const wide = matchMedia("(min-width: 80em)");

  const element = (name, css, words = "") => {
    const made = document.createElement(name);
    if (name === "button") made.type = "button";
    made.className = css;
    made.textContent = words;
    return made;
  };

  // ── Mentions ──────────────────────────────────────────────────────────────

  // `at-term-x-2` is the second mention of `term-x`; its further pieces name it.
  const entryOf = (id) => /^at-(.+)-\d+$/.exec(id)?.[1];
  const idOf = (piece) => piece.id || piece.dataset.partOf || "";
  const piecesOf = (id) => [...article.querySelectorAll(`[id="${id}"], [data-part-of="${id}"]`)];
  const mentionsOf = (entry) =>
    [...article.querySelectorAll(`[id^="at-${entry}-"]`)].filter((one) => entryOf(one.id) === entry);
  const itemOf = (entry) => article.querySelector(`.panel li > [href="#at-${entry}-1"]`)?.parentElement;
  const markAt = (target) => target.closest?.(".article a.mark");

  // The page names each source once, in a list; here they are named in full.
  function cited(numbers) {
    const line = element("p", "cited", "Source: ");
    numbers.forEach((number, at) => {
      const work = document.getElementById(`work-${number}`).cloneNode(true);
      line.append(at ? " · " : "", ...work.childNodes);
    });
    return line;
  }

  // ── Cards ─────────────────────────────────────────────────────────────────

  const card = element("div", "card");
  card.popover = "manual";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  document.body.append(card);

  let mark = null; // what the open card is of
  let pinned = false;
  let silent = false; // focus that is moved here opens nothing
  let timer = 0;

  const later = (wait, action) => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };

  const focus = (target) => {
    silent = true;
    target.focus({ preventScroll: true });
    silent = false;
  };

  function open(next, pin) {
    clearTimeout(timer);
    const item = itemOf(entryOf(idOf(next)));
    if (!item) return false;
    if (mark !== next) {
      release();
      mark = next;
      mark.style.anchorName = "--mark";
      if (mark.href) mark.setAttribute("aria-expanded", "true");
      fill(item);
      card.hidePopover(); // its place is found anew
      card.showPopover({ source: mark });
      card.scrollTop = 0;
    }
    if (pin) {
      if (narrow.matches && !history.state?.card) history.pushState({ card: true }, "");
      pinned = true;
      card.classList.add("pinned");
      focus(card);
    }
    return true;
  }

  function close(back) {
    clearTimeout(timer);
    if (!mark) return;
    const was = mark;
    release();
    mark = null;
    pinned = false;
    card.hidePopover();
    card.classList.remove("pinned");
    if (!back) return;
    focus(was);
    if (history.state?.card) history.back();
  }

  function release() {
    mark?.style.removeProperty("anchor-name");
    mark?.setAttribute("aria-expanded", "false");
  }

  function fill(item) {
    const name = item.querySelector("a");
    const button = element("button", "card-close", "Close");
    button.addEventListener("click", () => close(true));
    card.setAttribute("aria-label", name.textContent);
    card.replaceChildren(
      button,
      element("p", "card-kind", item.closest("section").dataset.one),
      element("p", "card-name", name.textContent),
      ...[...item.querySelectorAll(":scope > p, :scope > div")].map((one) => one.cloneNode(true)),
      foot(),
    );
    const told = card.querySelector(":scope > div");
    if (told.dataset.cited) told.append(cited(told.dataset.cited.split(" ")));
  }

  function foot() {
    const all = mentionsOf(entryOf(idOf(mark)));
    const at = all.findIndex((one) => one.id === idOf(mark));
    const line = element("p", "card-foot");
    const count = all.length > 1 ? `${at + 1} of ${all.length} mentions` : "1 mention";
    line.append(element("span", "", count));
    const link = (words, href) => {
      const made = element("a", "", words);
      made.href = href;
      line.append(made);
      return made;
    };
    for (const [words, other] of [["Previous", all[at - 1]], ["Next", all[at + 1]]])
      if (other) link(words, `#${other.id}`);
    const full = all.flatMap((one) => piecesOf(one.id)).find((one) => one.href);
    if (full) link("Full entry", full.href);
    return line;
  }

  // Go to a mention, marked or not, and open its card.
  function arrive(id) {
    const pieces = entryOf(id) ? piecesOf(id) : [];
    if (!pieces.length) return false;
    const target = pieces.find((one) => one.matches("a.mark")) ?? pieces[0];
    target.scrollIntoView({ block: "center" });
    for (const one of pieces) {
      one.classList.remove("arrived");
      void one.offsetWidth; // so that the flash begins again
      one.classList.add("arrived");
    }
    if (!target.href) target.tabIndex = -1;
    return open(target, true);
  }

  const follow = () => arrive(decodeURIComponent(location.hash.slice(1)));

  const marks = article.querySelectorAll("a.mark:not([tabindex])");
  for (const one of marks) {
    one.setAttribute("aria-haspopup", "dialog");
    one.setAttribute("aria-expanded", "false");
  }
  text.addEventListener("pointerover", (event) => {
    const over = event.pointerType === "mouse" && markAt(event.target);
    if (over && over === mark) clearTimeout(timer);
    else if (over && !pinned) later(REST, () => open(over, false));
  });
  text.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && markAt(event.target) && !pinned) later(GRACE, close);
  });
  for (const type of ["pointerenter", "focusin"]) card.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"])
    card.addEventListener(type, () => pinned || later(GRACE, close));
  text.addEventListener("focusin", ({ target }) => {
    if (!silent && markAt(target) && target.matches(":focus-visible")) open(markAt(target), false);
  });
  text.addEventListener("focusout", () => pinned || later(GRACE, close));
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href^='#at-']");
    const clicked = markAt(event.target);
    if (link && arrive(link.hash.slice(1))) narrow.matches || history.replaceState(null, "", link.hash);
    else if (!clicked || !open(clicked, true)) return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!card.contains(target) && !markAt(target)) close(narrow.matches);
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close(true));
  addEventListener("hashchange", follow);
  addEventListener("popstate", () => mark && pinned && narrow.matches && close(true));

  // ── Notes ─────────────────────────────────────────────────────────────────

  const references = [...article.querySelectorAll(".noteref a")];
  const noteOf = (reference) => document.getElementById(decodeURIComponent(reference.hash.slice(1)));
  const backs = (note) => [...note.querySelectorAll("[role=doc-backlink]")];
  // Each note with its first reference, in the order of the text.
  const notes = new Map([...references].reverse().map((one) => [noteOf(one), one]).reverse());

  // In the margin a note stands level with its reference and below the note
  // before it; one that would push the next one away is cut short.
  function place() {
    const margin = wide.matches;
    article.classList.toggle("in-margin", margin);
    article.style.minBlockSize = "";
    const bodies = [...notes.keys()].map((note) => note.querySelector(".note"));
    for (const body of bodies) {
      body.style.maxBlockSize = "";
      body.parentElement.classList.remove("cut");
    }
    if (!margin || !bodies.length) return;
    const top = article.getBoundingClientRect().top;
    const levels = [...notes.values()].map((one) => one.getBoundingClientRect().top - top);
    const heights = bodies.map((body) => body.offsetHeight);
    const line = parseFloat(getComputedStyle(bodies[0]).lineHeight);
    let free = 0;
    bodies.forEach((body, at) => {
      const note = body.parentElement;
      const start = Math.max(levels[at], free);
      const room = Math.max(LINES * line, (levels[at + 1] ?? Infinity) - start - GAP);
      note.style.insetBlockStart = `${start}px`;
      if (heights[at] > room + line && !note.classList.contains("whole")) {
        body.style.maxBlockSize = `${Math.floor(room / line) * line}px`;
        note.classList.add("cut");
      }
      free = start + note.offsetHeight + GAP;
    });
    article.style.minBlockSize = `${free}px`;
  }

  for (const note of notes.keys()) {
    const line = note.querySelector(".cited");
    line?.replaceWith(cited([...line.children].map((one) => one.textContent)));
    const more = element("button", "more", "More");
    more.addEventListener("click", () => {
      more.textContent = note.classList.toggle("whole") ? "Less" : "More";
      place();
    });
    note.append(more);
  }

  // Where there is no margin, the number is a button that shows the note in place.
  references.forEach((reference, at) => {
    const note = noteOf(reference);
    const button = element("button", "note-button", reference.textContent);
    const here = element("div", "note-here");
    here.id = `note-here-${at}`;
    here.dataset.generated = "";
    here.setAttribute("role", "note");
    button.setAttribute("aria-label", reference.getAttribute("aria-label"));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", here.id);
    button.addEventListener("click", () => {
      const opens = !here.isConnected;
      button.setAttribute("aria-expanded", String(opens));
      if (!opens) return here.remove();
      here.replaceChildren(...note.querySelector(".note").cloneNode(true).children);
      const block = button.closest("p, h1, h2, h3, h4, h5, h6, li, td, th, figcaption, .text");
      if (block.matches("p, h1, h2, h3, h4, h5, h6")) block.after(here);
      else block.append(here);
    });
    reference.after(button);
    // Hover or focus on either side lights the other.
    const lit = [note, ...backs(note).flatMap((back) => piecesOf(back.hash.slice(1)))];
    for (const one of [reference, note])
      for (const [type, on] of [["pointerenter", true], ["focusin", true], ["pointerleave", false], ["focusout", false]])
        one.addEventListener(type, () => lit.forEach((other) => other.classList.toggle("lit", on)));
  });

  // ── The rest of the page ──────────────────────────────────────────────────

  // Beside the text "In this article" is open, above it folded.
  const beside = article.querySelector(".beside details");
  const broad = matchMedia("(min-width: 100em)");
  const unfold = () => beside?.toggleAttribute("open", broad.matches);

  broad.addEventListener("change", unfold);
  wide.addEventListener("change", place);
  // A mark that is switched off is no stop for the keyboard.
  const settle = () => {
    for (const one of marks) one.tabIndex = getComputedStyle(one).pointerEvents === "none" ? -1 : 0;
    place();
  };
  document.addEventListener("choice", settle);
  addEventListener("load", place);
  document.fonts.ready.then(place);
  const observer = new ResizeObserver(place);
  for (const part of article.children) observer.observe(part);
  unfold();
  settle();
  follow();
}
