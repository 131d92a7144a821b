// The search page: words in, results out, with Pagefind's index and none of its looks.
{
  const SHOWN = 10;
  const SECTIONS = 4;
  // What bears the name comes first, then long texts and short ones alike.
  const RANKING = { pageLength: 0, termSimilarity: 10, metaWeights: { title: 0, names: 5, label: 0.5 } };
  const form = document.querySelector(".search-form");
  const words = form.elements.q;
  const status = document.querySelector(".found");
  const list = document.querySelector(".results");
  const more = document.querySelector(".show-more");
  const counts = Intl.NumberFormat("en"); // as the words around them
  // All links of results are relative to the site's folder, wherever that is.
  const index = new URL(form.dataset.index, location.href);
  const root = new URL("../", index);

  // Letters of scripts without spaces are indexed one by one, set apart by spaces.
  const UNSPACED = "\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}\\uff01-\\uff65";
  const LETTER = new RegExp(`[${UNSPACED}]\\p{M}*`, "gu");
  const ONLY_LETTERS = new RegExp(`^[${UNSPACED}\\p{M}]+$`, "u");
  const BETWEEN = new RegExp(`(?<=[${UNSPACED}]\\p{M}*(?:</mark>)?) (?=(?:<mark>)?[${UNSPACED}])`, "gu");

  const asIndexed = (text) => {
    const apart = text.replace(LETTER, " $& ").replace(/\s+/g, " ").trim();
    return ONLY_LETTERS.test(text) && apart.includes(" ") ? `"${apart}"` : apart;
  };
  const asWritten = (text) => text.replace(BETWEEN, "").replaceAll("</mark><mark>", "");

  const element = (name, css, ...content) => {
    const made = document.createElement(name);
    if (css) made.className = css;
    made.append(...content);
    return made;
  };

  const withEnds = (text) => `${/^\p{Ll}/u.test(text) ? "…" : ""}${text}${/[\p{L}\p{N},;:](?:<\/mark>)?$/u.test(text) ? "…" : ""}`;

  // An excerpt is text in which only angle brackets are escaped, and marks. It never
  // becomes markup: what is between the marks is put in as text.
  const excerpt = (html) =>
    withEnds(asWritten(html))
      .split(/(<mark>.*?<\/mark>)/s)
      .filter(Boolean)
      .map((part) => {
        const text = part.replace(/<\/?mark>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
        return part.startsWith("<mark>") ? element("mark", "", text) : text;
      });

  const link = (place, title) => {
    const made = element("a", "", title);
    made.href = new URL(place, root);
    return made;
  };

  const section = ({ anchor, title, excerpt: html }, place) =>
    element("li", "", link(`${place}#${anchor.id}`, asWritten(title)), element("p", "", ...excerpt(html)));

  const result = (id, data) => {
    const url = data.raw_url;
    const sections = data.sub_results.filter((one) => one.anchor).slice(0, SECTIONS);
    const head = element("h2", "", link(url, data.meta.title));
    const item = element("li", "", element("p", "kicker", kinds.get(id)), head);
    if (sections.length) {
      item.append(element("ul", "sections", ...sections.map((one) => section(one, url))));
    } else {
      item.append(element("p", "", ...excerpt(data.excerpt)));
    }
    return item;
  };

  const kinds = new Map(); // the kind of each result, by its id
  let pagefind;
  let turn = 0;
  let results = [];

  const begin = () => (pagefind ??= load());

  const load = async () => {
    const [module, answer] = await Promise.all([import(index), fetch(new URL("kinds.json", index))]);
    for (const [kind, ids] of Object.entries(await answer.json())) for (const id of ids) kinds.set(id, kind);
    await module.options({ ranking: RANKING });
    return module;
  };

  const show = async (mine) => {
    const next = results.slice(list.children.length, list.children.length + SHOWN);
    const data = await Promise.all(next.map((one) => one.data()));
    if (mine !== turn) return undefined;
    const items = data.map((one, at) => result(next[at].id, one));
    list.append(...items);
    more.hidden = list.children.length >= results.length;
    return items[0];
  };

  // `found` are the results of all kinds, to be counted by kind.
  const say = (text, found) => {
    status.textContent = text;
    for (const choice of form.elements.kind) {
      const count = found?.filter(({ id }) => !choice.value || kinds.get(id) === choice.value).length;
      choice.parentElement.querySelector(".many").textContent = found ? counts.format(count) : "";
    }
  };

  const clear = () => {
    results = [];
    list.replaceChildren();
    more.hidden = true;
  };

  const search = async () => {
    const mine = ++turn;
    await answer(mine);
    if (mine === turn) list.ariaBusy = null;
  };

  const answer = async (mine) => {
    const asked = words.value.trim();
    if (!asked) {
      clear();
      say("");
      return;
    }
    try {
      const { search: find } = await begin();
      const kind = form.elements.kind.value;
      const { results: found } = await find(asIndexed(asked));
      if (mine !== turn) return;
      clear();
      results = found.filter(({ id }) => !kind || kinds.get(id) === kind);
      const many = counts.format(results.length);
      say(
        results.length ? `${many} ${results.length === 1 ? "result" : "results"} for “${asked}”` : `Nothing found for “${asked}”`,
        found,
      );
      await show(mine);
    } catch (error) {
      if (mine !== turn) return;
      clear();
      say("Search can’t be loaded. Try again when you are connected.");
      pagefind = undefined;
      console.error(error);
    }
  };

  // The address says what is shown, so that it can be kept, sent and gone back to.
  const noted = () => {
    const address = new URL(location.href);
    for (const name of ["q", "kind"]) {
      const value = form.elements[name].value.trim();
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
  };

  const read = () => {
    const asked = new URLSearchParams(location.search);
    words.value = asked.get("q") ?? "";
    form.elements.kind.value = asked.get("kind") ?? "";
    if (!form.elements.kind.value) form.elements.kind[0].checked = true;
  };

  let timer;
  const soon = (wait) => {
    clearTimeout(timer);
    list.ariaBusy = "true";
    timer = setTimeout(() => {
      noted();
      search();
    }, wait);
  };

  if (location.protocol === "file:") {
    document.querySelector(".without-script").hidden = true;
    document.querySelector(".from-disk").hidden = false;
  } else {
    document.documentElement.classList.add("can-search");
    form.addEventListener("input", (event) => soon(event.target === words ? 200 : 0));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      soon(0);
    });
    words.addEventListener("focus", () => begin().catch(() => {}), { once: true });
    more.addEventListener("click", async () => {
      const first = await show(turn);
      first?.querySelector("a").focus();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input:not([type=radio]), textarea, select");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      words.focus();
    });
    read();
    search();
    if (!words.value) words.focus();
  }
}
