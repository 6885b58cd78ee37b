// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "consent.h"

#include "pageparts.h"
#include "pages.h"
#include "redirecturi.h"
#include "texts.h"

namespace Latchkey::Demo {

namespace {

/// The source expression for the browser's policy on forms: an origin, or the scheme where a
/// program has claimed one of its own. Nothing for the URNs, which are not gone to.
QByteArray formTarget(const QString &redirectUri)
{
    const QUrl url(redirectUri);
    if (url.scheme() == QLatin1String("urn"))
        return {};
    if (url.host().isEmpty())
        return url.scheme().toLatin1() + ':';
    return url.toEncoded(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveUserInfo);
}

QString destination(const AuthorizationRequest &request)
{
    if (request.redirectUri == outOfBand) {
        return Texts::tr("If you allow it, the next page shows a code to copy into the program.");
    }
    if (request.redirectUri == automaticOutOfBand)
        return Texts::tr("Your answer is read by the program itself.");
    const QUrl url(request.redirectUri);
    if (url.host() == QLatin1String("127.0.0.1") || url.host() == QLatin1String("::1")) {
        return Texts::tr("Your answer goes to a program on this computer, %1.",
                         "%1 is an address such as 127.0.0.1:49152")
            .arg(url.authority());
    }
    return Texts::tr("Your answer goes to %1.", "%1 is a web address")
        .arg(url.host().isEmpty() ? request.redirectUri : url.authority());
}

HttpAnswer copyPage(const Context &context, const QString &code, const QString &title)
{
    return page(context, 200, title,
                fill("copycode.html",
                     Values()
                         .set("mark", fill("tick.svg", {}))
                         .set("title", Texts::tr("Allowed"))
                         .set("text",
                              Texts::tr("Copy this code into the program. It works once, "
                                        "and only for a short time."))
                         .set("label", Texts::tr("Code"))
                         .set("code", code)));
}

HttpAnswer declinedPage(const Context &context, const QString &error, const QString &title)
{
    if (error == QLatin1String("access_denied")) {
        return messagePage(context, 200, Mark::Stopped, Texts::tr("Declined"),
                           Texts::tr("Nothing was signed in. You can close this page."), {}, title);
    }
    return messagePage(
        context, 400, Mark::Caution, Texts::tr("The program asked for too much"),
        Texts::tr("The demo provider answered: %1", "%1 is an OAuth error code").arg(error), {},
        title);
}

QJsonObject toJson(const ParameterList &answer)
{
    QJsonObject object;
    for (const auto &[name, value] : answer)
        object.insert(name, value);
    return object;
}

HttpAnswer deliverAutomatically(const Context &context, const ParameterList &answer)
{
    const QString code = valueOf(answer, u"code");
    const int status = code.isEmpty() ? 400 : 200;
    switch (context.knobs.automaticCode) {
    case AutomaticCode::PageTitle:
        break;
    case AutomaticCode::Json:
        return jsonAnswer(status, toJson(answer));
    case AutomaticCode::NestedJson:
        return jsonAnswer(status, {{QStringLiteral("data"), toJson(answer)}});
    case AutomaticCode::Form: {
        HttpAnswer form;
        form.status = status;
        form.contentType = "application/x-www-form-urlencoded";
        form.body = encoded(answer).toLatin1();
        return form;
    }
    case AutomaticCode::Redirect: {
        HttpAnswer redirect = Pages::refusal(302, QStringLiteral("See the Location header."));
        redirect.setHeader("Location", withParameters(automaticOutOfBand, answer).toLatin1());
        return redirect;
    }
    }
    if (code.isEmpty()) {
        return declinedPage(context, valueOf(answer, u"error"),
                            QLatin1String("Denied ") + encoded(answer));
    }
    return copyPage(context, code, QLatin1String("Success ") + encoded(answer));
}

} // namespace

HttpAnswer consentPage(const Context &context, const AuthorizationRequest &request,
                       const QByteArray &pageToken)
{
    Values values = decisionValues(context, request.grant);
    values.set("destination", destination(request))
        .set("caution",
             Texts::tr("Allow only if you started this yourself. If someone sent you this link, "
                       "choose Deny."))
        .set("pageToken", QString::fromLatin1(pageToken));
    return page(context, 200, Texts::tr("Allow the sign-in?"), fill("consent.html", values),
                formTarget(request.redirectUri));
}

HttpAnswer wrongRequestPage(const Context &context, const QString &reason)
{
    return messagePage(context, 400, Mark::Caution, Texts::tr("This sign-in cannot go on"),
                       reason + QLatin1Char(' ')
                           + Texts::tr("Nothing was signed in, and the program was not told. You "
                                       "can close this page."));
}

HttpAnswer notDecidedPage(const Context &context)
{
    return messagePage(
        context, 403, Mark::Caution, Texts::tr("Nothing was decided"),
        Texts::tr("This answer did not come from the page that asks, or that page was answered "
                  "before or open for too long. Start again in the program."));
}

HttpAnswer deliver(const Context &context, const AuthorizationRequest &request,
                   const ParameterList &answer)
{
    if (request.redirectUri == automaticOutOfBand)
        return deliverAutomatically(context, answer);
    if (request.redirectUri == outOfBand) {
        const QString code = valueOf(answer, u"code");
        return code.isEmpty() ? declinedPage(context, valueOf(answer, u"error"), {})
                              : copyPage(context, code, Texts::tr("Allowed"));
    }
    // 303 after a form, so that no browser sends the form on (RFC 9700 section 4.12).
    const bool afterForm = context.request.method == "POST";
    HttpAnswer redirect =
        Pages::refusal(afterForm ? 303 : 302, QStringLiteral("See the Location header."));
    redirect.setHeader("Location", withParameters(request.redirectUri, answer).toLatin1());
    return redirect;
}

} // namespace Latchkey::Demo
