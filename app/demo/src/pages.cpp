// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "pages.h"

#include "pageparts.h"
#include "secrets.h"
#include "texts.h"

namespace Latchkey::Demo {

namespace {

constexpr qint64 guessWindowMs = 60 * 1000;

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

Html codeCells(const QString &userCode)
{
    QString cells;
    for (const QChar c : userCode) {
        cells += c == QLatin1Char('-') ? QStringLiteral("<i></i>")
                                       : QStringLiteral("<span>%1</span>").arg(c);
    }
    return {cells};
}

HttpAnswer approvalPage(const Context &context, const DeviceCode &code, const QByteArray &pageToken)
{
    const QString userCode = shownUserCode(code.userCode);
    QString spelled;
    for (const QChar c : userCode)
        spelled += spelled.isEmpty() ? QString(c) : QLatin1Char(' ') + QString(c);
    Values values = decisionValues(context, code.request);
    values.set("codeTitle", Texts::tr("The program must show this same code"))
        .set("spelled", spelled)
        .set("cells", codeCells(userCode))
        .set("caution",
             Texts::tr(
                 "Allow only if you started this yourself. If someone sent you this code, choose "
                 "Deny."))
        .set("userCode", userCode)
        .set("pageToken", QString::fromLatin1(pageToken));
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
    const FormOrError read = readForm(context);
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
