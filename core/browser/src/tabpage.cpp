// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "tabpage.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QStringList>

namespace Latchkey {

namespace {

constexpr char style[] = R"(:root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--line:#d9dce1;
--text:#1f2328;--faint:#5d6470;--good:#1a7f47;--good-tint:#e0f2e7;--bad:#5d6470;--bad-tint:#e9ebef;
--warn:#8a5a00;--warn-tint:#fbeecd}
@media (prefers-color-scheme:dark){:root{--page:#1c1f24;--card:#25292f;--line:#3a4048;
--text:#eceef1;--faint:#a5adb8;--good:#6cd398;--good-tint:#1f3b2b;--bad:#c3cad4;--bad-tint:#363c45;
--warn:#f0b54a;--warn-tint:#413319}}
*{box-sizing:border-box;margin:0;padding:0}
html{font:16px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",
sans-serif;background:var(--page);color:var(--text);-webkit-text-size-adjust:100%;
text-size-adjust:100%}
body{min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:24px}
main{width:100%;max-width:440px;padding:40px 32px;background:var(--card);
border:1px solid var(--line);border-radius:12px;text-align:center;overflow-wrap:anywhere}
svg{display:block;width:56px;height:56px;margin:0 auto 24px;padding:14px;border-radius:50%;
fill:none;stroke:currentColor;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}
.good svg{color:var(--good);background:var(--good-tint)}
.declined svg{color:var(--bad);background:var(--bad-tint)}
.warning svg{color:var(--warn);background:var(--warn-tint)}
h1{font-size:1.375rem;font-weight:600;line-height:1.3;text-wrap:balance}
p{margin-top:12px;color:var(--faint);text-wrap:balance}
@media (max-width:480px){body{padding:16px;place-items:start stretch}
main{padding:32px 20px}}
@media (forced-colors:active){svg{border:2px solid}}
)";

constexpr char tick[] = R"(<path d="M4 13l5.5 5.5L20 7"/>)";
constexpr char cross[] = R"(<path d="M6 6l12 12M18 6L6 18"/>)";
constexpr char exclamation[] = R"(<path d="M12 4v10M12 19.5v.01"/>)";

QByteArray escaped(const QString &text)
{
    return text.toHtmlEscaped().toUtf8();
}

QByteArray sourceOf(const char *text)
{
    return "'sha256-"
        + QCryptographicHash::hash(QByteArray(text), QCryptographicHash::Sha256).toBase64() + '\'';
}

} // namespace

TabPage::TabPage(const QString &programName, const QString &providerName)
    : m_program(programName), m_provider(providerName)
{ }

QString TabPage::goBack() const
{
    return m_program.isEmpty() ? tr("You can close this tab and go back to the program.")
                               : tr("You can close this tab and go back to %1.").arg(m_program);
}

QByteArray TabPage::outcome(const Error &error) const
{
    switch (error.kind()) {
    case Error::Kind::None:
        return page("200 OK", Mark::Good,
                    m_provider.isEmpty() ? tr("You are signed in")
                                         : tr("You are signed in to %1").arg(m_provider),
                    {goBack()});
    case Error::Kind::Denied:
        return page("200 OK", Mark::Declined, tr("The request was declined"),
                    {tr("Nothing was signed in."), goBack()});
    case Error::Kind::Cancelled:
        return page("200 OK", Mark::Declined, tr("The sign-in was cancelled"),
                    {tr("Nothing was signed in."), goBack()});
    default:
        return page("200 OK", Mark::Warning, tr("The sign-in did not work"),
                    {error.message(), error.advice(), goBack()});
    }
}

QByteArray TabPage::notFound() const
{
    return page("404 Not Found", Mark::Warning, tr("There is nothing here"),
                {tr("A program on this computer waits here for a sign-in in the browser.")});
}

QByteArray TabPage::wrongMethod() const
{
    return page("405 Method Not Allowed\r\nAllow: GET", Mark::Warning,
                tr("This cannot be understood"),
                {tr("A program on this computer waits here for a sign-in in the browser.")});
}

QByteArray TabPage::badRequest() const
{
    return page("400 Bad Request", Mark::Warning, tr("This cannot be understood"),
                {tr("The sign-in still waits for its answer. Go on in the tab where you began.")});
}

QByteArray TabPage::tooLarge() const
{
    return page("431 Request Header Fields Too Large", Mark::Warning,
                tr("This cannot be understood"),
                {tr("The browser sent more than an answer may hold.")});
}

QByteArray TabPage::wrongHost() const
{
    return page("421 Misdirected Request", Mark::Warning, tr("There is nothing here"),
                {tr("A program on this computer waits here for a sign-in in the browser.")});
}

QByteArray TabPage::anotherSignIn() const
{
    return page("400 Bad Request", Mark::Warning, tr("This belongs to another sign-in"),
                {tr("The sign-in still waits for its answer. Go on in the tab that was opened "
                    "last, or open the browser from the program once more.")});
}

QByteArray TabPage::answeredBefore() const
{
    return page("409 Conflict", Mark::Warning, tr("This sign-in was answered already"), {goBack()});
}

TabPage::MarkLook TabPage::lookOf(Mark mark)
{
    switch (mark) {
    case Mark::Good:
        return {"good", tick};
    case Mark::Declined:
        return {"declined", cross};
    case Mark::Warning:
        break;
    }
    return {"warning", exclamation};
}

QByteArray TabPage::page(const QByteArray &statusLine, Mark mark, const QString &title,
                         const QStringList &sentences) const
{
    static const QByteArray policy = "default-src 'none'; style-src " + sourceOf(style)
        + "; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    const MarkLook look = lookOf(mark);
    //: The language of this translation, as in "de" or "pt-BR"
    const QString language = tr("en", "language code");
    //: "ltr" where this language is written from left to right, "rtl" where from right to left
    const QString direction = tr("ltr", "direction of writing");

    QByteArray body = "<!DOCTYPE html>\n<html lang=\"" + escaped(language) + "\" dir=\""
        + escaped(direction) + "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + escaped(title)
        + "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<style>"
        + style + "</style>\n</head>\n<body>\n<main class=\"" + look.name
        + "\">\n<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">" + look.drawing + "</svg>\n<h1>"
        + escaped(title) + "</h1>\n";
    for (const QString &sentence : sentences) {
        if (!sentence.isEmpty())
            body += "<p>" + escaped(sentence) + "</p>\n";
    }
    body += "</main>\n</body>\n</html>\n";
    return "HTTP/1.1 " + statusLine
        + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
        + QByteArray::number(body.size())
        + "\r\nConnection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
          "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"
          "Content-Security-Policy: "
        + policy + "\r\n\r\n" + body;
}

} // namespace Latchkey
