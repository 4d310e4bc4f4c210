// A form with data-passkey="add" or "use" asks the browser for a passkey, puts the answer into its
// field "credential", and sends itself. Without a script, or without passkeys, its notice stays.

// In a block: what it names is not in the way of other scripts.
{
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

  const asked = (told) => {
    const options = { ...told, challenge: bytes(told.challenge) };
    if (told.user) options.user = { ...told.user, id: bytes(told.user.id) };
    if (told.excludeCredentials) options.excludeCredentials = known(told.excludeCredentials);
    if (told.allowCredentials) options.allowCredentials = known(told.allowCredentials);
    return options;
  };

  const answered = (credential) => {
    const response = {};
    const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    for (const name of names) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    const { id, type } = credential;
    return { id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} };
  };

  const useThePasskey = async (form) => {
    const { publicKey } = JSON.parse(form.dataset.options);
    const ask = { publicKey: asked(publicKey) };
    const adding = form.dataset.passkey === "add";
    const credential = await (adding
      ? navigator.credentials.create(ask)
      : navigator.credentials.get(ask));
    form.elements.credential.value = JSON.stringify(answered(credential));
    form.requestSubmit();
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential || !navigator.credentials) continue;
    const button = form.querySelector("[data-passkey-go]");
    const failed = form.querySelector("[data-passkey-failed]");
    form.querySelector("[data-passkey-missing]").hidden = true;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!form.reportValidity()) return;
      failed.hidden = button.disabled = true;
      try {
        await useThePasskey(form);
      } catch {
        failed.hidden = button.disabled = false;
        failed.focus();
      }
    });
  }
}
