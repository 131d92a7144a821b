// Index pages: filter as you type, and tables that sort. Without it nothing is missing.
{
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const made = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const named = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));

  // ── Filter ──────────────────────────────────────────────────────────────

  const ASIDE = ".mentions, .unmentioned, .citations, .signed, .see";

  const searchable = (entry) => {
    const copy = entry.cloneNode(true);
    for (const aside of copy.querySelectorAll(ASIDE)) aside.remove();
    return fold(copy.textContent);
  };

  const filter = (tools) => {
    const entries = [...document.querySelectorAll("[data-entry]")];
    const groups = [...document.querySelectorAll("[data-group]")];
    const wholes = document.querySelectorAll("[data-whole]"); // they show all entries or none
    const letters = [...document.querySelectorAll(".letters a")];
    const input = made("input", { type: "search", id: "filter", autocomplete: "off", spellcheck: "false" });
    const status = made("p", { role: "status" });
    let texts; // read when first needed

    const apply = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      if (words.length) texts ??= entries.map(searchable);
      let shown = 0;
      entries.forEach((entry, at) => {
        entry.hidden = words.some((word) => !texts[at].includes(word));
        if (!entry.hidden) shown += 1;
      });
      for (const group of groups) group.hidden = !group.querySelector("[data-entry]:not([hidden])");
      for (const whole of wholes) whole.hidden = words.length > 0;
      for (const letter of letters) {
        letter.parentElement.hidden = Boolean(named(letter.hash)?.closest("[hidden]"));
      }
      status.textContent = words.length ? `${shown} of ${entries.length}` : "";
    };

    const clear = () => {
      input.value = "";
      apply();
    };

    input.addEventListener("input", apply);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !input.value) return;
      event.preventDefault();
      clear();
    });
    // A link to an entry that the filter hides shows it again, with all the others.
    const reveal = (target) => {
      if (!target?.closest("[hidden]")) return;
      clear();
      target.scrollIntoView();
    };
    addEventListener("hashchange", () => reveal(document.querySelector(":target")));
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href*='#']");
      if (link && link.href === new URL(link.hash, location).href) reveal(named(link.hash));
    });
    tools.prepend(made("div", { class: "filter" }, made("label", { for: "filter" }, "Filter"), input, status));
  };

  // ── Tables ──────────────────────────────────────────────────────────────

  const collator = () => {
    try {
      return new Intl.Collator(document.documentElement.lang, { numeric: true });
    } catch {
      return new Intl.Collator("en", { numeric: true }); // the page's language is none that is known
    }
  };

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  };

  const sortBy = (table, heading, status) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    const text = collator();
    const compare = heading.dataset.sort === "number" ? (a, b) => a - b : (a, b) => text.compare(a, b);
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, heading.cellIndex), row]);
    // What has no value comes last, both ways.
    rows.sort(([a], [b]) => (a === "") - (b === "") || (down ? compare(b, a) : compare(a, b)));
    table.tBodies[0].append(...rows.map(([, row]) => row));
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    status.textContent = `Sorted by ${heading.textContent.trim()}, ${down ? "descending" : "ascending"}`;
  };

  const sortable = (table, status) => {
    for (const heading of table.querySelectorAll("th[data-sort]")) {
      const button = made("button", { type: "button" }, ...heading.childNodes);
      button.addEventListener("click", () => sortBy(table, heading, status));
      heading.append(button);
    }
    // Cards of a narrow screen are still a table to those who hear it, in every browser.
    const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell" };
    for (const [selector, role] of Object.entries(roles)) {
      for (const part of selector === "table" ? [table] : table.querySelectorAll(selector)) part.setAttribute("role", role);
    }
  };

  for (const tools of document.querySelectorAll("[data-tools]")) filter(tools);
  const tables = document.querySelectorAll("table:has(th[data-sort])");
  if (tables.length) {
    const status = made("p", { role: "status", class: "unseen" });
    document.querySelector("main").append(status);
    for (const table of tables) sortable(table, status);
  }
}
