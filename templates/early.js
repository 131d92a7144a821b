// What the reader has chosen: applied before the first paint, remembered on this device.
{
  const KEY = "sitegen";
  const root = document.documentElement;
  // Which kinds of mark are switched off, "plain" for all of them; light, dark or no scheme.
  const choices = { off: [], scheme: "" };

  try {
    const { off, scheme } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    if (Array.isArray(off)) choices.off = off.filter((name) => /^[a-z]+$/.test(name));
    if (scheme === "light" || scheme === "dark") choices.scheme = scheme;
  } catch {
    // storage may be off, or hold what others wrote
  }

  const apply = () => {
    const names = choices.off.map((name) => (name === "plain" ? name : `no-${name}`));
    root.className = ["js", ...names].join(" ");
    root.dataset.scheme = choices.scheme;
  };

  const remember = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(choices));
    } catch {
      // the choice lasts as long as the page then
    }
  };

  apply();
  document.addEventListener("DOMContentLoaded", () => {
    const switches = [...document.querySelectorAll("[data-switch]")];
    const select = document.querySelector("select[data-scheme]");
    // A kind is in the list where its box is empty, "plain" where it is not.
    const isPlain = (box) => box.dataset.switch === "plain";
    for (const box of switches) box.checked = choices.off.includes(box.dataset.switch) === isPlain(box);
    select.value = choices.scheme;
    document.addEventListener("change", ({ target }) => {
      if (!switches.includes(target) && target !== select) return;
      const listed = switches.filter((box) => box.checked === isPlain(box));
      if (switches.length) choices.off = listed.map((box) => box.dataset.switch);
      choices.scheme = select.value;
      apply();
      remember();
      document.dispatchEvent(new Event("choice"));
    });
  });
}
