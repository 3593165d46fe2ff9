// Shows what the clocks of a chosen zone say now.

const zone = document.getElementById("zone");
const shown = document.getElementById("zone-now");

function tell() {
  const clock = { timeZone: zone.value, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const time = new Intl.DateTimeFormat(document.documentElement.lang || "en", clock).format();
  shown.textContent = shown.dataset.says.replace("%(time)s", time);
}

zone.addEventListener("change", tell);
