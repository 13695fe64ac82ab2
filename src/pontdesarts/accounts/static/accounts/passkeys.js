// Keys need a script and a browser that speaks to them: their buttons show only then.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-no-passkey]")) part.hidden = true;
}

const failed = document.querySelector("[data-passkey-failed]");
document.addEventListener("allauth.error", () => {
  if (!failed) return;
  failed.hidden = true; // shown anew, so that it is read again
  requestAnimationFrame(() => { failed.hidden = false; });
});
