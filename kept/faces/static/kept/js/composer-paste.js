// What is pasted from a text program or a page becomes clean words: no styles, its lists, links and stress kept.

const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "BLOCKQUOTE", "PRE", "SECTION", "ARTICLE"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "NOSCRIPT"]);

function inside(node, list) {
  return [...node.childNodes].map((child) => clean(child, list)).join("");
}

function stressed(text, mark) {
  const bare = text.trim();
  return bare && !bare.includes("\n") ? text.replace(bare, `${mark}${bare}${mark}`) : text;
}

function clean(node, list) {
  if (node.nodeType === 3) return node.data.replace(/[\s\u00a0]+/g, " ");
  if (node.nodeType !== 1 || DROPPED.has(node.nodeName)) return "";
  const style = node.getAttribute("data-style") ?? "";
  if (/mso-list\s*:\s*ignore/i.test(style)) return ""; // the drawn bullet of a list of Word
  if (node.nodeName === "BR") return "\n";
  if (node.nodeName === "LI") {
    const mark = list?.nodeName === "OL" ? `${[...list.children].indexOf(node) + 1}. ` : "- ";
    return `\n${mark}${inside(node, list).trim()}`;
  }
  if (node.nodeName === "UL" || node.nodeName === "OL") return `\n${inside(node, node)}\n\n`;
  const text = inside(node, list);
  if (/mso-list\s*:/i.test(style)) return `\n- ${text.trim()}`;
  if (node.nodeName === "A" && /^https?:/.test(node.href ?? "") && text.trim()) {
    return text.trim() === node.href || text.trim() === node.getAttribute("href") ? text : `[${text.trim()}](${node.getAttribute("href")})`;
  }
  const light = /font-weight\s*:\s*(normal|400)/i.test(style);
  if (["B", "STRONG"].includes(node.nodeName) && !light) return stressed(text, "**");
  if (["I", "EM"].includes(node.nodeName)) return stressed(text, "_");
  if (node.nodeName === "TD" || node.nodeName === "TH") return `${text.trim()}  `;
  return BLOCKS.has(node.nodeName) ? `\n${text.trim()}\n\n` : text;
}

// Styles are read as words, and never applied, not even to a page that nobody sees.
function unstyled(html) {
  return html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(\s)style(\s*=)/gi, "$1data-style$2");
}

function tidy(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\u00a0/g, " ")
    .replace(/[\u200b\u2060\ufeff\u00ad]/g, "") // joiners stay: words of many scripts, and emoji, are written with them
    .replace(/^[ \t]*[•·▪‣◦][ \t]*/gm, "- ")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches?.("#answer-text, #note-text") || event.clipboardData.files.length) return;
  const html = event.clipboardData.getData("text/html");
  const plain = event.clipboardData.getData("text/plain");
  if (!html && !plain) return;
  event.preventDefault();
  // A document of its own: nothing in it runs, and nothing is fetched. A note stays as plain as it came.
  const page = html && field.id === "answer-text" ? new DOMParser().parseFromString(unstyled(html), "text/html") : null;
  const text = tidy(page ? inside(page.body) : plain) || tidy(plain);
  field.dispatchEvent(new CustomEvent("kept:put", { bubbles: true, detail: { text } }));
});
