// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "addresstext.h"

#include <QtNetwork/QHostAddress>

#include <libpsl.h>

namespace Latchkey {

namespace {

// How many characters of \a host, from its end, are the registrable domain.
qsizetype registrableLength(const QString &host)
{
    if (!QHostAddress(host).isNull())
        return host.size();
    const QByteArray ascii = host.toLower().toLatin1();
    const char *domain = psl_registrable_domain(psl_builtin(), ascii.constData());
    return domain ? qsizetype(qstrlen(domain)) : host.size();
}

QList<TextRun> hostRuns(const QUrl &url)
{
    QString host = url.host(QUrl::FullyEncoded);
    qsizetype strong = registrableLength(host);
    if (host.contains(QLatin1Char(':'))) {
        host = QLatin1Char('[') + host + QLatin1Char(']');
        strong = host.size();
    }
    QList<TextRun> runs;
    if (strong < host.size())
        runs.append({host.chopped(strong), TextRun::Weight::Plain, TextRun::Breaking::Never});
    runs.append({host.right(strong), TextRun::Weight::Strong, TextRun::Breaking::Never});
    return runs;
}

} // namespace

TextPiece hostPiece(const QUrl &url)
{
    return {hostRuns(url), TextPiece::Keeping::Whole, url.toString(QUrl::FullyEncoded)};
}

TextPiece addressPiece(const QUrl &url)
{
    TextPiece piece = hostPiece(url);
    if (!url.userInfo().isEmpty()) {
        piece.runs.prepend({url.userInfo(QUrl::FullyEncoded) + QLatin1Char('@'),
                            TextRun::Weight::Plain, TextRun::Breaking::Free});
    }
    QString rest;
    if (url.port() != -1)
        rest += QLatin1Char(':') + QString::number(url.port());
    const QString path = url.path(QUrl::FullyEncoded);
    if (path != QStringLiteral("/"))
        rest += path;
    if (url.hasQuery())
        rest += QLatin1Char('?') + url.query(QUrl::FullyEncoded);
    if (url.hasFragment())
        rest += QLatin1Char('#') + url.fragment(QUrl::FullyEncoded);
    if (!rest.isEmpty())
        piece.runs.append({rest, TextRun::Weight::Plain, TextRun::Breaking::Free});
    return piece;
}

QList<TextPiece> sentenceWith(const QString &sentence, const TextPiece &piece)
{
    const QString mark = QStringLiteral("%1");
    const qsizetype at = sentence.indexOf(mark);
    if (at < 0)
        return {TextPiece{{TextRun{sentence}}}, piece};
    const QString before = sentence.left(at);
    QString after = sentence.mid(at + mark.size());

    QList<TextPiece> pieces;
    if (!before.isEmpty())
        pieces.append(TextPiece{{TextRun{before}}});
    pieces.append(piece);
    // The blank after the address belongs to the line that the address ends.
    if (after.startsWith(QLatin1Char(' '))) {
        pieces.append(TextPiece{{TextRun{QStringLiteral(" ")}}});
        after.remove(0, 1);
    }
    if (!after.isEmpty())
        pieces.append(TextPiece{{TextRun{after}}, TextPiece::Keeping::Whole});
    return pieces;
}

bool isOnThisComputer(const QUrl &url)
{
    const QString host = url.host();
    return QHostAddress(host).isLoopback()
        || host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0;
}

} // namespace Latchkey
