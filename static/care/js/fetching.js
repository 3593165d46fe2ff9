// Asks for a part of the page as htmx does, and hands it over as a document; null: nothing new.

const LONGEST = 10_000;

export async function part(url, target, headers = {}) {
  const answer = await fetch(url, {
    headers: { "HX-Request": "true", "HX-Target": target, ...headers },
    signal: AbortSignal.timeout(LONGEST),
  });
  // Signed out meanwhile: the sign-in page belongs into the window, not into a pane.
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) location.reload();
  if (!answer.ok) throw new Error(`${answer.status} of ${url}`);
  if (answer.status === 204 || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
