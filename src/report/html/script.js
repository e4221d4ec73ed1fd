(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const form = document.querySelector("#filter");
  const { text, state, open, close, count } = form.elements;
  const items = all("[data-find]").map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    state: element.dataset.state,
  }));
  const tables = all("details.all, details.explains");
  const opened = new Map(tables.map((table) => [table, table.open]));

  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const filtered = words.length > 0 || state.value !== "";
    const fits = (item) =>
      words.every((word) => item.text.includes(word)) &&
      (state.value === "" || item.state === state.value);
    for (const item of items) item.element.hidden = !fits(item);
    // A finding that fits is seen only where the cause around it is.
    for (const item of items) {
      if (!item.element.hidden) item.element.parentElement.closest("[data-find]")?.removeAttribute("hidden");
    }
    const shown = items.filter((item) => !item.element.hidden).length;
    const shows = (part) => [...part.querySelectorAll("[data-find]")].some((row) => !row.hidden);
    for (const table of tables) table.open = filtered ? shows(table) : opened.get(table);
    // What has rows and none that fits is out of the way.
    for (const part of all("section, .scroll")) {
      part.hidden = filtered && part.querySelector("[data-find]") !== null && !shows(part);
    }
    count.value = filtered ? `${shown} of ${items.length} shown` : "";
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  const cards = (isOpen) => {
    for (const card of all("article > details")) card.open = isOpen;
  };
  open.addEventListener("click", () => cards(true));
  close.addEventListener("click", () => cards(false));

  for (const block of all("pre.command")) {
    const button = document.createElement("button");
    const line = block.textContent;
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(line);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(block.querySelector("code"));
        button.textContent = "Selected";
      }
    });
    block.append(button);
  }
  form.hidden = false;
})();
