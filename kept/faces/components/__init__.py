"""Parts that every page is built from: the promise as a drawing, icons, times, people, and their templates."""
