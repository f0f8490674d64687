// Search in the browser: the index is loaded with the first key, and words are compared with titles and texts.
const root = document.documentElement.dataset.root;
const side = document.querySelector("details.side");
const wide = matchMedia("(min-width: 60.01rem)");
const unfold = () => { if (side) side.open = wide.matches; };
unfold();
wide.addEventListener("change", unfold);
const current = document.querySelector(".side [aria-current]");
if (current) side.scrollTop = current.offsetTop - side.clientHeight / 2;

const input = document.querySelector(".search input");
const list = document.querySelector(".search ol");
let chosen = -1;

const load = () => window.searchIndex ? Promise.resolve() : new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement("script"), { src: root + "search-index.js", onload: resolve, onerror: reject });
  document.head.append(script);
});

// Every word has to occur; a title counts more than a text, and its beginning more than its middle.
const score = (page, words) => {
  const title = page.t.toLowerCase(), text = page.x.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const inTitle = title === word ? 40 : title.startsWith(word) ? 20 : title.includes(word) ? 10 : 0;
    if (!inTitle && !text.includes(word)) return 0;
    sum += inTitle + 1;
  }
  return sum + (page.s.startsWith("API") ? 0 : 2);
};

const excerpt = (page, word) => {
  const at = Math.max(0, page.x.toLowerCase().indexOf(word) - 30);
  return page.x.slice(at, at + 120);
};

const show = async () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) { list.hidden = true; return; }
  await load();
  const found = window.searchIndex.map(page => ({ page, score: score(page, words) })).filter(each => each.score > 0);
  found.sort((a, b) => b.score - a.score);
  chosen = -1;
  list.replaceChildren(...found.slice(0, 20).map(({ page }) => {
    const link = Object.assign(document.createElement("a"), { href: root + page.u, textContent: page.t });
    link.append(Object.assign(document.createElement("small"), { textContent: page.s + ": " + excerpt(page, words[0]) }));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }));
  if (found.length === 0) list.textContent = "No page has these words.";
  list.hidden = false;
};

input.addEventListener("input", show);
input.addEventListener("keydown", event => {
  const links = [...list.querySelectorAll("a")];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : links.length - 1 + (chosen < 0))) % links.length;
    links.forEach((link, i) => link.classList.toggle("chosen", i === chosen));
    links[chosen]?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if (event.key === "Enter") (links[chosen] ?? links[0])?.click();
  else if (event.key === "Escape") list.hidden = true;
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
});
document.addEventListener("click", event => { if (!event.target.closest(".search")) list.hidden = true; });
