// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "pageparts.h"

#include "texts.h"

#include <QtCore/QLocale>
#include <QtCore/QUrl>

namespace Latchkey::Demo {

namespace {

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

} // namespace

HttpAnswer page(const Context &context, int status, const QString &title, const Html &body,
                const QByteArray &formTarget)
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
                     "default-src 'none'; style-src 'self'; form-action 'self'"
                         + (formTarget.isEmpty() ? QByteArray() : ' ' + formTarget)
                         + "; base-uri 'none'; frame-ancestors 'none'");
    answer.setHeader("X-Frame-Options", "DENY");
    return answer;
}

HttpAnswer messagePage(const Context &context, int status, Mark mark, const QString &title,
                       const QString &text, const Html &more, const QString &tabTitle)
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
    return page(context, status, tabTitle.isEmpty() ? title : tabTitle,
                fill("message.html", values));
}

ShownClient shownClient(const Context &context, const QString &clientId)
{
    for (const Client &client : context.knobs.clients) {
        if (client.id == clientId)
            return {client.name.isEmpty() ? client.id : client.name, true};
    }
    return {clientId, false};
}

Values decisionValues(const Context &context, const GrantRequest &request)
{
    const ShownClient client = shownClient(context, request.clientId);
    const QString name = QStringLiteral("<strong>%1</strong>").arg(escaped(client.name));
    const QString sentence =
        escaped(Texts::tr("%1 asks to sign in to your account", "%1 is the name of a program"));
    QString list;
    for (const Permission &permission : permissions(request.scopes)) {
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
        .set("permissionsTitle", Texts::tr("It will be able to"))
        .set("permissions", Html{list})
        .set("warning", fill("warning.svg", {}))
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
    return values;
}

bool comesFromHere(const HttpRequest &request)
{
    const QByteArray site = request.header("Sec-Fetch-Site");
    if (!site.isEmpty() && site != "same-origin")
        return false;
    const QByteArray origin = request.header("Origin");
    return origin.isEmpty() || origin == "null" || origin == "http://" + request.header("Host");
}

} // namespace Latchkey::Demo
