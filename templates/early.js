// What must be known before the first paint: that there is a script.
document.documentElement.classList.add("js");
