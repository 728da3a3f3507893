// The search box offers terms that begin like the word being typed, and keeps all that stands before it.

document.addEventListener("input", ({ target }) => {
  if (!target.matches("input[list=terms]")) return;
  const [word] = /[^\s(]*$/.exec(target.value);
  const [minus] = /^-*/.exec(word);
  const before = target.value.slice(0, target.value.length - word.length) + minus;
  for (const option of target.list.options) option.value = before + option.label;
});
