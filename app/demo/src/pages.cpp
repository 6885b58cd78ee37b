// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "pages.h"

#include "secrets.h"
#include "templates.h"
#include "texts.h"

#include <QtCore/QLocale>
#include <QtCore/QUrl>

namespace Latchkey::Demo {

namespace {

constexpr qint64 guessWindowMs = 60 * 1000;

/// What a mark in front of a result says; each has a shape of its own.
enum class Mark { Done, Stopped, Caution };

QString styleOf(Mark mark)
{
    switch (mark) {
    case Mark::Done:
        return QStringLiteral("done");
    case Mark::Stopped:
        return QStringLiteral("stopped");
    case Mark::Caution:
        break;
    }
    return QStringLiteral("caution");
}

HttpAnswer page(const Context &context, int status, const QString &title, const Html &body)
{
    const QString language =
        Texts::tr("en", "The language code of these texts, for the browser. Not shown.");
    const bool rightToLeft = QLocale(language).textDirection() == Qt::RightToLeft;
    Values values;
    values.set("language", language)
        .set("direction", rightToLeft ? QStringLiteral("rtl") : QStringLiteral("ltr"))
        .set("title", title)
        .set("provider", Texts::tr("Demo provider"))
        .set("initial", Texts::tr("Demo provider").left(1))
        .set("host", QUrl(context.issuer).authority())
        .set("body", body);
    HttpAnswer answer;
    answer.status = status;
    answer.contentType = "text/html; charset=utf-8";
    answer.body = fill("page.html", values).markup.toUtf8();
    answer.setHeader("Content-Security-Policy",
                     "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                     "frame-ancestors 'none'");
    answer.setHeader("X-Frame-Options", "DENY");
    return answer;
}

HttpAnswer messagePage(const Context &context, int status, Mark mark, const QString &title,
                       const QString &text, const Html &more = {})
{
    Values values;
    values
        .set("mark",
             fill(mark == Mark::Done          ? "tick.svg"
                      : mark == Mark::Stopped ? "cross.svg"
                                              : "warning.svg",
                  {}))
        .set("style", styleOf(mark))
        .set("title", title)
        .set("text", text)
        .set("more", more);
    return page(context, status, title, fill("message.html", values));
}

HttpAnswer enterPage(const Context &context, int status, const QString &problem)
{
    Values values;
    values.set("title", Texts::tr("Enter the code"))
        .set("text", Texts::tr("The program that wants to sign you in shows it."))
        .set("label", Texts::tr("Code"))
        .set("button", Texts::tr("Continue"));
    if (!problem.isEmpty())
        values.set("problem", fill("problem.html", Values().set("text", problem)));
    return page(context, status, Texts::tr("Enter the code"), fill("enter.html", values));
}

Html anotherCode()
{
    return fill("another.html", Values().set("link", Texts::tr("Enter another code")));
}

struct Permission
{
    QString words;
    QStringList names;
};

QList<Permission> permissions(const QStringList &scopes)
{
    QList<Permission> known{
        {Texts::tr("See your name and email"), {}},
        {Texts::tr("Read the demo items"), {}},
        {Texts::tr("Stay signed in until you sign it out"), {}},
        {Texts::tr("Use permissions that have no description here"), {}},
    };
    for (const QString &scope : scopes) {
        if (scope == QLatin1String("openid") || scope == QLatin1String("profile")
            || scope == QLatin1String("email"))
            known[0].names.append(scope);
        else if (scope == QLatin1String("demo:read"))
            known[1].names.append(scope);
        else if (scope == QLatin1String("offline_access"))
            known[2].names.append(scope);
        else
            known[3].names.append(scope);
    }
    known.removeIf([](const Permission &permission) { return permission.names.isEmpty(); });
    return known;
}

QString initials(const QString &name)
{
    QString letters;
    for (const QString &word : name.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (letters.size() < 2)
            letters += word.at(0).toUpper();
    }
    return letters;
}

Html codeCells(const QString &userCode)
{
    QString cells;
    for (const QChar c : userCode) {
        cells += c == QLatin1Char('-') ? QStringLiteral("<i></i>")
                                       : QStringLiteral("<span>%1</span>").arg(c);
    }
    return {cells};
}

struct ShownClient
{
    QString name;
    bool known = false;
};

ShownClient shownClient(const Context &context, const QString &clientId)
{
    for (const Client &client : context.knobs.clients) {
        if (client.id == clientId)
            return {client.name.isEmpty() ? client.id : client.name, true};
    }
    return {clientId, false};
}

HttpAnswer approvalPage(const Context &context, const DeviceCode &code, const QByteArray &pageToken)
{
    const ShownClient client = shownClient(context, code.request.clientId);
    const QString name = QStringLiteral("<strong>%1</strong>").arg(escaped(client.name));
    const QString sentence =
        escaped(Texts::tr("%1 asks to sign in to your account", "%1 is the name of a program"));
    const QString userCode = shownUserCode(code.userCode);
    QString spelled;
    for (const QChar c : userCode)
        spelled += spelled.isEmpty() ? QString(c) : QLatin1Char(' ') + QString(c);
    QString list;
    for (const Permission &permission : permissions(code.request.scopes)) {
        list += fill("permission.html",
                     Values()
                         .set("tick", fill("tick.svg", {}))
                         .set("words", permission.words)
                         .set("names", permission.names.join(QLatin1String(", "))))
                    .markup;
    }
    Values values;
    values.set("sentence", Html{sentence.arg(name)})
        .set("initials", initials(context.knobs.person.name))
        .set("person", context.knobs.person.name)
        .set("email", context.knobs.person.email)
        .set("codeTitle", Texts::tr("The program must show this same code"))
        .set("spelled", spelled)
        .set("cells", codeCells(userCode))
        .set("permissionsTitle", Texts::tr("It will be able to"))
        .set("permissions", Html{list})
        .set("warning", fill("warning.svg", {}))
        .set("caution",
             Texts::tr(
                 "Allow only if you started this yourself. If someone sent you this code, choose "
                 "Deny."))
        .set("userCode", userCode)
        .set("pageToken", QString::fromLatin1(pageToken))
        .set("deny", Texts::tr("Deny"))
        .set("allow", Texts::tr("Allow"));
    if (!client.known) {
        values.set(
            "stranger",
            fill("stranger.html",
                 Values().set("text",
                              Texts::tr("The program chose this name itself. The demo provider "
                                        "does not know it."))));
    }
    return page(context, 200, Texts::tr("Allow the sign-in?"), fill("approve.html", values));
}

HttpAnswer usedPage(const Context &context)
{
    return messagePage(
        context, 410, Mark::Caution, Texts::tr("This code has been used already"),
        Texts::tr("Each code works once. If the program still waits, ask it for a new one."),
        anotherCode());
}

HttpAnswer expiredPage(const Context &context)
{
    return messagePage(context, 410, Mark::Caution, Texts::tr("This code has expired"),
                       Texts::tr("Nothing was signed in. Ask the program for a new code."),
                       anotherCode());
}

HttpAnswer unknownPage(const Context &context)
{
    return enterPage(context, 404,
                     Texts::tr("There is no such code. Compare it with what the program shows."));
}

HttpAnswer tooManyPage(const Context &context)
{
    HttpAnswer answer = messagePage(context, 429, Mark::Caution, Texts::tr("Too many wrong codes"),
                                    Texts::tr("Wait a minute, then try again."), anotherCode());
    answer.setHeader("Retry-After", "60");
    return answer;
}

/// Whether a browser says that this form came from one of our own pages. Browsers that say nothing
/// are judged by the page token alone. Under our referrer policy the origin may be "null".
bool comesFromHere(const HttpRequest &request)
{
    const QByteArray site = request.header("Sec-Fetch-Site");
    if (!site.isEmpty() && site != "same-origin")
        return false;
    const QByteArray origin = request.header("Origin");
    return origin.isEmpty() || origin == "null" || origin == "http://" + request.header("Host");
}

} // namespace

HttpAnswer Pages::answer(const Context &context)
{
    if (context.request.method == "POST")
        return decide(context);
    const QString typed = valueOf(context.request.query, u"user_code");
    if (typed.trimmed().isEmpty())
        return enterPage(context, 200, {});
    return show(context, typed);
}

HttpAnswer Pages::show(const Context &context, const QString &typed)
{
    if (!mayGuess(context))
        return tooManyPage(context);
    const QString userCode = normalizedUserCode(typed);
    if (userCode.isEmpty())
        return enterPage(context, 400,
                         Texts::tr("A code has eight letters, for example WDJB-MJHT."));
    const std::optional<DeviceCode> code = context.store.find(userCode, context.nowMs);
    if (!code) {
        countWrongGuess(context);
        return unknownPage(context);
    }
    if (code->state != DeviceCode::State::Pending)
        return usedPage(context);
    if (context.nowMs >= code->expiresMs)
        return expiredPage(context);
    return approvalPage(context, *code, context.store.createPageToken(userCode));
}

HttpAnswer Pages::decide(const Context &context)
{
    const HttpAnswer notFromHere = messagePage(
        context, 403, Mark::Caution, Texts::tr("Nothing was decided"),
        Texts::tr(
            "This answer did not come from the page that asks, or the page was open for too long. "
            "Enter the code again."),
        anotherCode());
    if (!comesFromHere(context.request))
        return notFromHere;
    const FormOrError read = readForm(context.request);
    const QString decision = valueOf(read.form, u"decision");
    if (read.error || (decision != QLatin1String("allow") && decision != QLatin1String("deny")))
        return enterPage(context, 400, Texts::tr("That was not understood. Enter the code again."));
    if (!mayGuess(context))
        return tooManyPage(context);

    const QString userCode = normalizedUserCode(valueOf(read.form, u"user_code"));
    const QByteArray pageToken = valueOf(read.form, u"page_token").toUtf8();
    const bool allow = decision == QLatin1String("allow");
    const std::optional<DeviceCode> code = context.store.find(userCode, context.nowMs);
    switch (context.store.decideOnPage(userCode, pageToken, allow, context.nowMs)) {
    case GrantStore::DecideOutcome::Unknown:
        countWrongGuess(context);
        return unknownPage(context);
    case GrantStore::DecideOutcome::Expired:
        return expiredPage(context);
    case GrantStore::DecideOutcome::AlreadyDecided:
        return usedPage(context);
    case GrantStore::DecideOutcome::BadPageToken:
        return notFromHere;
    case GrantStore::DecideOutcome::Done:
        break;
    }
    if (!allow) {
        return messagePage(context, 200, Mark::Stopped, Texts::tr("Declined"),
                           Texts::tr("Nothing was signed in. You can close this page."));
    }
    const QString name = code ? shownClient(context, code->request.clientId).name : QString();
    return messagePage(context, 200, Mark::Done, Texts::tr("Allowed"),
                       Texts::tr("You can go back to %1. It notices within a few seconds.",
                                 "%1 is a program's name")
                           .arg(name));
}

bool Pages::mayGuess(const Context &context)
{
    const std::lock_guard lock(m_mutex);
    while (!m_wrongGuesses.empty() && context.nowMs - m_wrongGuesses.front() >= guessWindowMs)
        m_wrongGuesses.pop_front();
    return m_wrongGuesses.size() < static_cast<std::size_t>(context.knobs.wrongCodesPerMinute);
}

void Pages::countWrongGuess(const Context &context)
{
    const std::lock_guard lock(m_mutex);
    m_wrongGuesses.push_back(context.nowMs);
}

HttpAnswer Pages::styleSheet()
{
    HttpAnswer answer;
    answer.contentType = "text/css; charset=utf-8";
    answer.body = resource("style.css");
    return answer;
}

HttpAnswer Pages::refusal(int status, const QString &sentence)
{
    HttpAnswer answer;
    answer.status = status;
    answer.contentType = "text/plain; charset=utf-8";
    answer.body = sentence.toUtf8() + '\n';
    return answer;
}

} // namespace Latchkey::Demo
