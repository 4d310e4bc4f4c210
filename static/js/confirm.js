// A passkey signs the operation itself: the challenge on the page is made of its digest.

const form = document.querySelector("form[data-passkey]");

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const asked = () => {
  const { publicKey } = JSON.parse(form.dataset.passkey);
  const allowCredentials = (publicKey.allowCredentials ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  return { publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials } };
};

const told = ({ id, rawId, type, response }) => ({
  id,
  rawId: text(rawId),
  type,
  clientExtensionResults: {},
  response: {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  },
});

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      const signed = await navigator.credentials.get(asked());
      form.elements.passkey.value = JSON.stringify(told(signed));
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
}
