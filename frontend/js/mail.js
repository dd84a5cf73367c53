// Shows the addresses that portal/mailguard.py has masked. A link with words of its own (data-keep) keeps them.
export function unmask(masked) {
  const mixed = Uint8Array.from(atob(masked.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(mixed.slice(1).map((byte, index) => byte ^ ((mixed[0] + 7 * index) & 255)));
}

export function showMails(root) {
  root.querySelectorAll("a.hidden-mail").forEach((link) => {
    const masked = link.pathname.split("/").filter(Boolean).pop().split(".")[0];
    try {
      const address = unmask(masked);
      link.href = `mailto:${address}`;
      if (!("keep" in link.dataset)) {
        link.textContent = address;
        link.classList.add("hidden-mail--shown");
      }
      link.removeAttribute("rel");
      link.classList.remove("hidden-mail");
    } catch {
      // the link itself still works
    }
  });
}
