// Shows how initials will stand under a reply while they are typed.

const initials = document.getElementById("initials");

initials.addEventListener("input", () => {
  for (const shown of document.querySelectorAll("[data-signs]")) {
    shown.textContent = shown.dataset.signs + initials.value.trim();
  }
});
