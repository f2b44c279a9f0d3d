"use strict";
const form = document.getElementById("the_filters");
const claims = [...document.querySelectorAll(".claim")];
const texts = new Map(claims.map((claim) => [claim, claim.textContent.toLowerCase()]));

function filter() {
  const { source, theme, verdict, search } = form.elements;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const claim of claims) {
    const of = claim.dataset;
    claim.hidden = !(
      (!source.value || of.source === source.value) &&
      (!theme.value || of.theme.split(" ").includes(theme.value)) &&
      (!verdict.value || of.verdict === verdict.value) &&
      words.every((word) => texts.get(claim).includes(word))
    );
    shown += !claim.hidden;
  }
  for (const group of document.querySelectorAll(".source")) {
    group.hidden = !group.querySelector(".claim:not([hidden])");
  }
  form.querySelector("output").textContent = `${shown} of ${claims.length} claims`;
  document.getElementById("the_none").hidden = shown > 0;
}

function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.matches(".claim")) {
    if (target.hidden) {
      form.reset();
      filter();
    }
    target.open = true;
  }
  target.scrollIntoView();
}

document.documentElement.classList.add("js");
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  if (event.target.closest("a")?.hash === location.hash && location.hash) reveal();
});
let opened = [];
addEventListener("beforeprint", () => {
  opened = claims.filter((claim) => !claim.open);
  for (const claim of opened) claim.open = true;
});
addEventListener("afterprint", () => {
  for (const claim of opened) claim.open = false;
});
filter();
reveal();
