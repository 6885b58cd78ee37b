// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/metadatafindings.h"

#include "endpoints/metadataendpoint.h"
#include "oauth/displaytext.h"
#include "oauth/json.h"

#include <algorithm>

namespace Latchkey {

namespace {

using Check = Finding::Check;

constexpr int networkAuthenticationRequired = 511; // RFC 6585 §6

QString withoutTrailingSlash(QString text)
{
    while (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

bool namesAnother(const QJsonObject &document, const QUrl &issuer)
{
    const QString named = withoutTrailingSlash(document.value(QLatin1String("issuer")).toString());
    return !named.isEmpty() && named != withoutTrailingSlash(issuer.toString(QUrl::FullyEncoded))
        && named != withoutTrailingSlash(issuer.toString(QUrl::PrettyDecoded));
}

MetadataVerdict verdictOn(const HttpAnswer &answer)
{
    if (answer.status == networkAuthenticationRequired)
        return MetadataVerdict::WebPage;
    if (answer.status == 429)
        return MetadataVerdict::TooManyRequests;
    if (answer.status >= 500)
        return MetadataVerdict::ServerTrouble;
    const bool isPage =
        answer.status >= 200 && answer.status < 300 && !parseJsonObject(answer.body);
    return isPage ? MetadataVerdict::WebPage : MetadataVerdict::NotFound;
}

Finding webPage(const QString &server, Check check)
{
    return problem(check, server,
                   Doctor::tr("A web page or a redirect comes where %1 should answer.").arg(server),
                   Doctor::tr("Open a page in a browser, since the network may ask for a sign-in "
                              "of its own first; otherwise check the provider's address."));
}

} // namespace

MetadataAnswer MetadataAnswer::judge(const Expected<HttpAnswer> &result, const QUrl &issuer)
{
    if (!result) {
        const bool isRedirect = result.error().httpStatus() != 0;
        return {isRedirect ? MetadataVerdict::WebPage : MetadataVerdict::Unreadable,
                result.error().detail()};
    }
    const Expected<QJsonObject> document = result->grant();
    if (!document)
        return {verdictOn(*result), document.error().detail()};
    if (namesAnother(*document, issuer)) {
        const QString named = document->value(QLatin1String("issuer")).toString();
        return {MetadataVerdict::OtherIssuer,
                QStringLiteral("asked for %1, it names %2")
                    .arg(issuer.toString(QUrl::FullyEncoded), named)};
    }
    const Expected<Provider> provider = providerFromMetadata(*document, issuer);
    if (provider)
        return {MetadataVerdict::Good, {}};
    const bool isInsecure = provider.error().kind() == Error::Kind::InsecureEndpoint;
    return {isInsecure ? MetadataVerdict::Insecure : MetadataVerdict::Unreadable,
            provider.error().detail()};
}

bool MetadataAnswer::isInconclusive() const
{
    return verdict == MetadataVerdict::WebPage || verdict == MetadataVerdict::NotFound;
}

Finding metadataFinding(const QString &server, const QList<MetadataAnswer> &answers)
{
    // Only the last can be conclusive. Before that, one page says more than any absence.
    MetadataAnswer answer = answers.constLast();
    const auto page =
        std::find_if(answers.cbegin(), answers.cend(), [](const MetadataAnswer &other) {
            return other.verdict == MetadataVerdict::WebPage;
        });
    if (answer.isInconclusive() && page != answers.cend())
        answer = *page;
    const auto finding = [&] {
        switch (answer.verdict) {
        case MetadataVerdict::Good:
            return okFinding(Check::Metadata, server,
                             Doctor::tr("%1 publishes its addresses as it should.").arg(server));
        case MetadataVerdict::OtherIssuer:
            return problem(Check::Metadata, server,
                           Doctor::tr("%1 says that it is another provider.").arg(server),
                           Doctor::tr("Do not sign in there before you have checked the "
                                      "provider's address with whoever runs it."));
        case MetadataVerdict::Insecure:
            return problem(Check::Metadata, server,
                           Doctor::tr("%1 publishes an address that is not secure.").arg(server),
                           Doctor::tr("Tell whoever runs it that addresses have to begin with "
                                      "https."));
        case MetadataVerdict::Unreadable:
            return problem(Check::Metadata, server,
                           Doctor::tr("What %1 publishes cannot be understood.").arg(server),
                           Doctor::tr("Tell whoever runs it what the details say."));
        case MetadataVerdict::ServerTrouble:
            return problem(Check::Metadata, server,
                           Doctor::tr("%1 has a problem of its own.").arg(server),
                           Doctor::tr("Try again later."));
        case MetadataVerdict::TooManyRequests:
            return warning(Check::Metadata, server,
                           Doctor::tr("%1 asks for fewer requests.").arg(server),
                           Doctor::tr("Wait a little, then try again."));
        case MetadataVerdict::WebPage:
            return webPage(server, Check::Metadata);
        case MetadataVerdict::NotFound:
            return warning(Check::Metadata, server,
                           Doctor::tr("%1 does not publish its addresses.").arg(server),
                           Doctor::tr("Check the provider's address; without them, sign-in works "
                                      "only where its endpoints are given by hand."));
        }
        Q_UNREACHABLE();
        return Finding();
    }();
    return finding.withDetail(displayText(answer.detail, maxDescriptionLength));
}

std::optional<Finding> endpointFinding(const QString &server, const Expected<HttpAnswer> &result)
{
    if (!result || result->status != networkAuthenticationRequired)
        return std::nullopt;
    return webPage(server, Check::Connection)
        .withDetail(QStringLiteral("HTTP status %1").arg(result->status));
}

} // namespace Latchkey
