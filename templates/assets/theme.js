// @ts-check
// Runs before anything is painted. It sets the colours that a reader chose; without a choice, or where
// a browser stores nothing, they are the system's. It also says that scripts run, so that the style
// sheet keeps room for what they add.
{
  const root = document.documentElement;
  root.dataset.scripted = '';
  try {
    const theme = localStorage.getItem('chancery-theme');
    if (theme) root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden.
  }
}
