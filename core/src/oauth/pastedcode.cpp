// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/pastedcode.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace Latchkey {

namespace {

// A whole address with everything that servers add to it is shorter.
constexpr qsizetype longestPaste = 16 * 1024;
constexpr qsizetype longestCode = 4096;

bool isQuote(QChar character)
{
    static const QString quotes = QString::fromUtf8("\"'`“”„‟‘’‚‛«»‹›<>");
    return quotes.contains(character);
}

/// Without what copying brings along: characters that nobody sees, and what stands around the text.
QString bare(const QString &pasted)
{
    QString text;
    text.reserve(pasted.size());
    for (const QChar character : pasted) {
        const QChar::Category category = character.category();
        if (category != QChar::Other_Format
            && (category != QChar::Other_Control || character.isSpace()))
            text += character;
    }
    text = text.trimmed();
    while (!text.isEmpty() && isQuote(text.front()))
        text = text.sliced(1).trimmed();
    while (!text.isEmpty() && isQuote(text.back()))
        text = text.chopped(1).trimmed();
    return text;
}

/// The part of \a text that is written as a form and holds a code or an error; empty where there is
/// none.
QString formIn(const QString &text)
{
    static const QRegularExpression field(
        QStringLiteral("(?:^|[?&#;\\s\"'(])((?:[A-Za-z_.-]+=[^&#\\s\"'<>]*&)*(?:code|error)=)"));
    const QRegularExpressionMatch match = field.match(text);
    if (!match.hasMatch())
        return {};
    static const QRegularExpression end(QStringLiteral("[\\s#\"'<>]"));
    const qsizetype begin = match.capturedStart(1);
    const qsizetype stop = text.indexOf(end, begin);
    return text.mid(begin, stop < 0 ? -1 : stop - begin);
}

QString withoutBlanks(const QString &text)
{
    QString joined;
    std::copy_if(text.cbegin(), text.cend(), std::back_inserter(joined),
                 [](QChar character) { return !character.isSpace(); });
    return joined;
}

/// A code as it stood in an address, where '/' is %2F.
QString decoded(const QString &code)
{
    static const QRegularExpression encoded(
        QStringLiteral("\\A(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+\\z"));
    if (!code.contains(u'%') || !encoded.match(code).hasMatch())
        return code;
    return QUrl::fromPercentEncoding(code.toLatin1());
}

Error refusal(const QString &message, const QString &advice)
{
    return Error(Error::Kind::Usage, QStringLiteral("what was pasted is not a code"))
        .withSentences(message, advice);
}

} // namespace

Expected<AuthorizationResponse> PastedCode::read(const QString &pasted)
{
    const QString retry = tr("Copy the code from your browser once more, and paste it here.");
    if (pasted.size() > longestPaste)
        return unexpected(refusal(tr("That is far too long to be a code."), retry));
    QString text = bare(pasted);
    if (text.isEmpty())
        return unexpected(refusal(tr("There is no code in that."), retry));

    // Copied out of a page's source, an ampersand is still written as HTML writes it.
    const QString form = formIn(QString(text).replace(QLatin1String("&amp;"), QLatin1String("&")));
    if (!form.isEmpty()) {
        const auto response = AuthorizationResponse::fromQuery(form.toUtf8());
        if (!response || (response->code.isEmpty() && !response->error))
            return unexpected(refusal(tr("The code in that is not complete."), retry));
        return *response;
    }

    if (text.contains(QLatin1String("://")))
        return unexpected(refusal(tr("That address does not hold a code."), retry));
    // A window that wraps lines puts breaks into what is copied from it, and some sites show a code
    // in groups. Words are something else.
    text = withoutBlanks(text);
    const bool isWritable = std::all_of(text.cbegin(), text.cend(), [](QChar character) {
        return character > u' ' && character <= u'~';
    });
    if (!isWritable || text.contains(u'<') || text.contains(u'>'))
        return unexpected(refusal(tr("That has characters that no code has."), retry));
    AuthorizationResponse response;
    response.code = decoded(text);
    if (response.code.size() > longestCode)
        return unexpected(refusal(tr("That is far too long to be a code."), retry));
    return response;
}

} // namespace Latchkey
