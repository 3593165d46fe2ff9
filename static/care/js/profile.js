// Shows how initials will stand under a reply while they are typed; and lets a browser show notices,
// which is asked only where somebody presses a button for it.

const initials = document.getElementById("initials");

initials.addEventListener("input", () => {
  for (const shown of document.querySelectorAll("[data-signs]")) {
    shown.textContent = shown.dataset.signs + initials.value.trim();
  }
});

const place = document.getElementById("may-notify");

function say() {
  place.hidden = false;
  const { permission } = Notification;
  if (permission in place.dataset) place.querySelector("span").textContent = place.dataset[permission];
  place.querySelector("button").hidden = permission !== "default";
}

if ("Notification" in window) {
  say();
  place.querySelector("button").addEventListener("click", async () => {
    await Notification.requestPermission();
    say();
  });
}
