// Says that there are scripts, so that room can be kept for what they add, and sets the colours that a reader chose, before anything is painted. Without a choice, or where a
// browser keeps nothing, they are the system's.
document.documentElement.dataset.scripted = '';
try {
  const theme = localStorage.getItem('chancery-theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {}
