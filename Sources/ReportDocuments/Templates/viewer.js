// The viewer's behaviour: one report at a time, filters, keys, frames that several stacks share.
// Without scripts the page shows all reports, one below the other.
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const items = all("#list > li");
  const articles = new Map(all("main > article").map((article) => [article.id, article]));
  const inputs = ["search", "kind", "state", "intact"].map((id) => document.getElementById(id));
  const [search, kind, state, intact] = inputs;
  const target = (item) => one("a", item).getAttribute("href").slice(1);
  let current = null;
  let showsAll = false;

  function show(id, moves) {
    current = articles.has(id) ? id : null;
    for (const [key, article] of articles) article.hidden = !showsAll && key !== current;
    for (const item of items) {
      const link = one("a", item);
      if (target(item) === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (moves && current) articles.get(current).focus();
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of items) {
      const text = articles.get(target(item)).textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word))
        && (!kind.value || item.dataset.kind === kind.value)
        && (!state || !state.value || item.dataset.state === state.value)
        && (!intact.checked || item.dataset.damaged === "false");
      item.hidden = !fits;
      if (fits) count += 1;
    }
    one("#shown").textContent = `${count} of ${items.length} reports`;
  }

  function step(direction) {
    const visible = items.filter((item) => !item.hidden);
    if (visible.length === 0) return;
    const index = visible.findIndex((item) => target(item) === current);
    const next = index < 0 ? 0 : Math.min(Math.max(index + direction, 0), visible.length - 1);
    location.hash = target(visible[next]);
    one("a", visible[next]).scrollIntoView({ block: "nearest" });
  }

  async function copy(article) {
    const mail = one(".mail", article);
    try {
      await navigator.clipboard.writeText(mail.textContent);
    } catch {
      // A page from a file may have no clipboard: select the text instead.
      mail.closest("details").open = true;
      getSelection().selectAllChildren(mail);
    }
  }

  function light(name) {
    for (const frame of all("li[data-function]", articles.get(current) || document))
      frame.classList.toggle("same", name !== null && frame.dataset.function === name);
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, select");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && isTyping) event.target.blur();
    else if (isTyping) return;
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "c" && current) copy(articles.get(current));
    else if (event.key === "a") { showsAll = !showsAll; show(current, false); }
  });
  for (const article of articles.values()) {
    const button = one(".copy", article);
    button.hidden = false;
    button.addEventListener("click", () => copy(article));
    for (const frame of all("li[data-function]", article)) {
      frame.addEventListener("mouseenter", () => light(frame.dataset.function));
      frame.addEventListener("mouseleave", () => light(null));
    }
  }
  for (const input of inputs) if (input) input.addEventListener("input", filter);
  addEventListener("hashchange", () => show(location.hash.slice(1), true));
  one(".filters").hidden = false;
  one(".keys").hidden = false;
  filter();
  const first = items.length > 0 ? target(items[0]) : "";
  show(articles.has(location.hash.slice(1)) ? location.hash.slice(1) : first, false);
})();
