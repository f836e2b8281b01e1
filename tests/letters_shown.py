"""Finished letters as they leave: inlined, with dark colours of their own, and in four scripts."""

from __future__ import annotations

_SHEET = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; background-color: #ffffff; }
.page { background-color: #ffffff; color: #1b2430; }
a { color: #0b57a4; }
@media (max-width: 480px) { h1 { font-size: 24px !important; } }
@media (prefers-color-scheme: dark) {
  body, .page { background-color: #15181c !important; }
  .page { color: #e6e4df !important; }
  a { color: #8fbcf5 !important; }
}
"""
_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}" xmlns:v="urn:schemas-microsoft-com:vml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>44 organizations urge action</title>
<!--[if mso]><style>p {{ font-family: Georgia; }}</style><![endif]-->
<style>{sheet}</style>
</head>
<body style="margin:0; background-color:#fff" bgcolor="#ffffff">
<div style="display:none">Release political prisoners, a coalition of 44 says.</div>
<div class="page" style='background-color:#fff; color:#1b2430; font-family:Georgia, "Times New \
Roman", serif; padding:24px' bgcolor="#ffffff">
<!--[if mso]><table role="presentation" width="640"><tr><td><![endif]-->
<img src="data:image/gif;base64,{picture}" width="120" height="40" alt="Coalition">
<h1 style="color:#1f3f66; border-bottom:2px solid #1f3f66">Joint statement</h1>
<p>{greeting}</p>
{body}
<p style="color:#55606d">Read it at <a href="https://coalition.example/{link}" \
style="color:#0b57a4">coalition.example</a>.</p>
<!--[if mso]></td></tr></table><![endif]-->
</div>
</body>
</html>
"""
_PICTURE = "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
WORDS = (
    "The coalition asks the Secretary to raise the release of all political prisoners when talks "
    "open on 24 April 2024, and to say in public what was raised. Such statements are welcome, "
    "but they must be followed by concrete steps."
)


def letter(
    greeting: str = "Dear Ana Silva,",
    body: str = f"<p>{WORDS}</p>",
    *,
    link: str = "statement",
    language: str = "en",
    direction: str = "ltr",
) -> str:
    return _PAGE.format(
        greeting=greeting,
        body=body,
        link=link,
        language=language,
        direction=direction,
        sheet=_SHEET,
        picture=_PICTURE,
    )


LETTER = letter()
SIGNED = "<ul>{}</ul>".format(
    "".join(f"<li>Organisation for Rights and Justice No. {n}, Geneva</li>" for n in range(1, 45))
)
