// Runs before the first paint. Without a stored choice the style sheet follows prefers-color-scheme.
(() => {
  try {
    const theme = localStorage.getItem('watchfloor.theme');
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage can be forbidden by the browser's settings; the system's theme is then the right one.
  }
})();
