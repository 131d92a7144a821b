// Cards for marks. Without this script they are links.
//
// What a card shows is in the page already: it is a copy of the entry under "In
// this article".
{
  const REST = 400; // ms that a pointer rests on a mark before its card opens
  const GRACE = 250; // ms that it may be away from mark and card before the card closes

  const article = document.querySelector(".article");
  const narrow = matchMedia("(max-width: 40em)");

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
  const idAt = (hash) => {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return ""; // anything can stand in an address
    }
  };
  const idOf = (piece) => piece.id || piece.dataset.partOf || "";
  const piecesOf = (id) => {
    const name = CSS.escape(id);
    return [...article.querySelectorAll(`[id="${name}"], [data-part-of="${name}"]`)];
  };
  const mentionsOf = (entry) =>
    [...article.querySelectorAll(`[id^="at-${entry}-"]`)].filter((one) => entryOf(one.id) === entry);
  const itemOf = (entry) => article.querySelector(`.panel li > [href="#at-${entry}-1"]`)?.parentElement;
  const markAt = (target) => target.closest?.(".article a.mark");

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
      unpin();
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
    unpin();
    card.hidePopover();
    if (!back) return;
    focus(was);
    if (history.state?.card) history.back();
  }

  function unpin() {
    pinned = false;
    card.classList.remove("pinned");
  }

  function release() {
    mark?.style.removeProperty("anchor-name");
    mark?.setAttribute("aria-expanded", "false");
  }

  function fill(item) {
    const name = item.querySelector("a").textContent;
    const button = element("button", "card-close", "Close");
    button.addEventListener("click", () => close(true));
    card.setAttribute("aria-label", name);
    card.dataset.of = idOf(mark);
    card.replaceChildren(
      button,
      element("p", "card-kind", item.closest("section").dataset.one),
      element("p", "card-name", name),
      ...[...item.querySelectorAll(":scope > p, :scope > div")].map((one) => one.cloneNode(true)),
      foot(),
    );
    document.dispatchEvent(new CustomEvent("card", { detail: card }));
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
  function arrive(hash) {
    const id = idAt(hash);
    const pieces = entryOf(id) ? piecesOf(id) : [];
    if (!pieces.length) return false;
    const target = pieces.find((one) => one.matches("a.mark")) ?? pieces[0];
    target.scrollIntoView({ block: narrow.matches ? "start" : "center" }); // above the sheet
    for (const one of pieces) {
      one.classList.remove("arrived");
      void one.offsetWidth; // so that the flash begins again
      one.classList.add("arrived");
    }
    if (!target.href) target.tabIndex = -1;
    return open(target, true);
  }

  const follow = () => arrive(location.hash);

  const marks = new Set();
  function meetMarks() {
    for (const one of marks) if (!one.isConnected) marks.delete(one);
    for (const one of article.querySelectorAll("a.mark:not([tabindex])")) {
      one.setAttribute("aria-haspopup", "dialog");
      one.setAttribute("aria-expanded", "false");
      marks.add(one);
    }
  }
  article.addEventListener("pointerover", (event) => {
    const over = event.pointerType === "mouse" && !event.buttons && markAt(event.target);
    if (over && over === mark) clearTimeout(timer);
    else if (over && !pinned) later(REST, () => open(over, false));
  });
  article.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && markAt(event.target) && !pinned) later(GRACE, close);
  });
  for (const type of ["pointerenter", "focusin"]) card.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"])
    card.addEventListener(type, () => pinned || later(GRACE, close));
  article.addEventListener("focusin", ({ target }) => {
    if (!silent && markAt(target) && target.matches(":focus-visible")) open(markAt(target), false);
  });
  article.addEventListener("focusout", () => pinned || later(GRACE, close));
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href^='#at-']");
    const clicked = markAt(event.target);
    if (link && arrive(link.hash)) narrow.matches || history.replaceState(null, "", link.hash);
    else if (!clicked || !open(clicked, true)) return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    // A link is followed: a step back at the same time would undo that.
    if (!card.contains(target) && !markAt(target)) close(narrow.matches && !target.closest("a"));
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close(true));
  addEventListener("hashchange", follow);
  addEventListener("popstate", () => mark && pinned && narrow.matches && close(true));

  // A mark that is switched off is no stop for the keyboard.
  const settle = () => {
    for (const one of marks) one.tabIndex = getComputedStyle(one).pointerEvents === "none" ? -1 : 0;
  };
  const meet = () => {
    meetMarks();
    settle();
  };

  document.addEventListener("choice", settle);
  meet();
  follow();

  // The preview exchanges parts of the page in place: meet the new ones, and
  // show of them what was open.
  document.addEventListener("sitegen:patched", () => {
    meet();
    if (!mark) return;
    const pieces = piecesOf(idOf(mark));
    const again = pieces.includes(mark) ? mark : (pieces.find((one) => one.matches("a.mark")) ?? pieces[0]);
    if (!again || !itemOf(entryOf(idOf(again)))) return close();
    const [pin, scrolled] = [pinned && card.contains(document.activeElement), card.scrollTop];
    release();
    mark = null;
    open(again, pin);
    card.scrollTop = scrolled;
  });
}
