// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/issuer.h"

#include <algorithm>

namespace Latchkey {

namespace {

// Letters beyond ASCII are QUrl's affair: it writes them by the rules for such hosts.
QString small(QString text)
{
    for (QChar &c : text) {
        if (c >= u'A' && c <= u'Z')
            c = QChar(c.unicode() + ('a' - 'A'));
    }
    return text;
}

/// \a text with its scheme and its host in small letters, as QUrl has them; whatever is before an
/// '@' is neither.
QString withSmallHost(const QString &text)
{
    const qsizetype schemeEnd = text.indexOf(QLatin1String("://"));
    if (schemeEnd < 0)
        return text;
    const qsizetype begin = schemeEnd + 3;
    const auto isEnd = [](QChar c) { return c == u'/' || c == u'?' || c == u'#'; };
    const qsizetype end = std::find_if(text.cbegin() + begin, text.cend(), isEnd) - text.cbegin();
    const qsizetype at = text.left(end).lastIndexOf(u'@');
    const qsizetype host = std::max(begin, at + 1);
    return small(text.left(schemeEnd)) + text.mid(schemeEnd, host - schemeEnd)
        + small(text.mid(host, end - host)) + text.mid(end);
}

QString withoutLastSlash(QString text)
{
    if (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

} // namespace

bool isIssuer(const QUrl &issuer, const QString &text, LastSlash lastSlash)
{
    if (issuer.isEmpty())
        return false;
    const auto comparable = [lastSlash](const QString &spelling) {
        const QString written = withSmallHost(spelling);
        return lastSlash == LastSlash::Counts ? written : withoutLastSlash(written);
    };
    const QString wanted = comparable(text);
    return wanted == comparable(issuer.toString(QUrl::FullyEncoded))
        || wanted == comparable(issuer.toString(QUrl::PrettyDecoded));
}

} // namespace Latchkey
