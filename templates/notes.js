// Notes beside their words, or below them, and sources named where they are cited.
//
// A note stays the endnote that it is and only takes another place. Without this
// script the notes stand at the end, and sources are cited by number.
{
  const GAP = 12; // px between two notes in the margin
  const LINES = 6; // of a note in the margin that are always shown

  const article = document.querySelector(".article");
  const wide = matchMedia("(min-width: 80em)");
  const broad = matchMedia("(min-width: 100em)");

  const element = (name, css, words = "") => {
    const made = document.createElement(name);
    if (name === "button") made.type = "button";
    made.className = css;
    made.textContent = words;
    return made;
  };
  const piecesOf = (id) => [...article.querySelectorAll(`[id="${id}"], [data-part-of="${id}"]`)];

  // ── Sources ───────────────────────────────────────────────────────────────

  // The page names each source once, in a list; here they are named in full.
  function cited(numbers) {
    const line = element("p", "cited", "Source: ");
    numbers.forEach((number, at) => {
      const work = document.getElementById(`work-${number}`).cloneNode(true);
      line.append(at ? " · " : "", ...work.childNodes);
    });
    return line;
  }

  document.addEventListener("card", ({ detail: card }) => {
    const told = card.querySelector("[data-cited]");
    told?.append(cited(told.dataset.cited.split(" ")));
  });

  // ── Notes ─────────────────────────────────────────────────────────────────

  const noteOf = (reference) => document.getElementById(decodeURIComponent(reference.hash.slice(1)));
  const backs = (note) => [...note.querySelectorAll("[role=doc-backlink]")];
  let notes = new Map(); // each with its first reference, in the order of the text

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

  function meetNotes() {
    const references = [...article.querySelectorAll(".noteref a")];
    notes = new Map([...references].reverse().map((one) => [noteOf(one), one]).reverse());
    for (const note of notes.keys()) {
      if (!note.querySelector(".more")) note.append(fold(note));
      const numbers = [...note.querySelectorAll(".cited > [href^='#work-']")].map((one) => one.textContent);
      if (numbers.length) note.querySelector(".cited").replaceWith(cited(numbers));
    }
    for (const one of references) if (!one.nextElementSibling) one.after(opener(one));
  }

  function fold(note) {
    const more = element("button", "more", "More");
    more.addEventListener("click", () => {
      more.textContent = note.classList.toggle("whole") ? "Less" : "More";
      place();
    });
    return more;
  }

  // Where there is no margin, the number is a button that shows the note in place.
  let made = 0;
  function opener(reference) {
    const button = element("button", "note-button", reference.textContent);
    const here = element("div", "note-here");
    here.id = `note-here-${made++}`;
    here.dataset.generated = "";
    here.setAttribute("role", "note");
    button.setAttribute("aria-label", reference.getAttribute("aria-label"));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", here.id);
    button.addEventListener("click", () => {
      const opens = !here.isConnected;
      button.setAttribute("aria-expanded", String(opens));
      if (!opens) return here.remove();
      copy(reference, here);
      const block = button.closest("p, h1, h2, h3, h4, h5, h6, li, td, th, figcaption, .text");
      if (block.matches("p, h1, h2, h3, h4, h5, h6")) block.after(here);
      else block.append(here);
    });
    return button;
  }

  const copy = (reference, here) =>
    here.replaceChildren(...noteOf(reference).querySelector(".note").cloneNode(true).children);

  // Hover or focus on either side lights the other.
  for (const [type, on] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]])
    article.addEventListener(type, ({ target }) => {
      const reference = target.closest(".noteref a");
      const note = reference ? noteOf(reference) : target.closest(".endnotes li");
      if (!note) return;
      const words = backs(note).flatMap((back) => piecesOf(back.hash.slice(1)));
      for (const one of [note, ...words]) one.classList.toggle("lit", on);
    });

  // ── The rest of the page ──────────────────────────────────────────────────

  // Beside the text "In this article" is open, above it folded.
  const unfold = () => article.querySelector(".beside details")?.toggleAttribute("open", broad.matches);
  const observer = new ResizeObserver(place);
  const meet = () => {
    meetNotes();
    for (const part of article.children) observer.observe(part);
    place();
  };

  broad.addEventListener("change", unfold);
  wide.addEventListener("change", place);
  document.addEventListener("choice", place);
  addEventListener("load", place);
  document.fonts.ready.then(place);
  unfold();
  meet();

  // The preview exchanges parts of the page in place.
  document.addEventListener("sitegen:patched", () => {
    for (const here of article.querySelectorAll(".note-here")) {
      const button = article.querySelector(`[aria-controls="${here.id}"]`);
      if (button) copy(button.previousElementSibling, here);
      else here.remove();
    }
    meet();
  });
}
