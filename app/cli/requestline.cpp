// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "requestline.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <algorithm>
#include <cstdio>

namespace Latchkey {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::RequestCommand)
};

/// RFC 9110 §5.6.2
bool isToken(const QByteArray &text)
{
    const auto isTokenCharacter = [](char character) {
        const bool isAlphanumeric = (character >= '0' && character <= '9')
            || (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        return isAlphanumeric || QByteArrayView("!#$%&'*+-.^_`|~").contains(character);
    };
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), isTokenCharacter);
}

/// RFC 9110 §5.5; a line break would begin another header.
bool isFieldValue(const QByteArray &text)
{
    return std::none_of(text.cbegin(), text.cend(), [](char character) {
        const auto code = static_cast<unsigned char>(character);
        return (code < 0x20 && character != '\t') || code == 0x7f;
    });
}

bool addHeader(const QString &header, QNetworkRequest &request, QString *problem)
{
    const QByteArray line = header.toUtf8();
    const QByteArray name = line.left(line.indexOf(':'));
    const QByteArray value = line.mid(name.size() + 1).trimmed();
    if (!isToken(name) || name.size() == line.size() || !isFieldValue(value)) {
        *problem = Text::tr("\"%1\" is not a header. It has to be 'Name: value'.").arg(header);
        return false;
    }
    if (name.compare("Authorization", Qt::CaseInsensitive) == 0) {
        *problem = Text::tr("The header Authorization is for the account's token.");
        return false;
    }
    // Of several with one name, a list is the same (RFC 9110 §5.3; RFC 6265 §5.4 for the one that
    // is none).
    QByteArray all = request.rawHeader(name);
    const bool isCookie = name.compare("Cookie", Qt::CaseInsensitive) == 0;
    if (request.hasRawHeader(name))
        all += (isCookie ? "; " : ", ") + value;
    else
        all = value;
    request.setRawHeader(name, all.isNull() ? QByteArray("") : all);
    return true;
}

void addHeaderUnlessGiven(QNetworkRequest &request, const QByteArray &name, const QByteArray &value)
{
    if (!request.hasRawHeader(name))
        request.setRawHeader(name, value);
}

bool readData(const QByteArray &data, QByteArray &body, QString *problem)
{
    if (!data.startsWith('@')) {
        body += data;
        return true;
    }
    const QString name = QFile::decodeName(data.mid(1));
    QFile file(name);
    const bool isOpen = name == QLatin1String("-") ? file.open(stdin, QIODevice::ReadOnly)
                                                   : file.open(QIODevice::ReadOnly);
    if (isOpen)
        body += file.readAll();
    if (isOpen && file.error() == QFileDevice::NoError)
        return true;
    *problem = Text::tr("The file %1 cannot be read: %2").arg(name, file.errorString());
    return false;
}

/// What is not said otherwise is as few programs as possible would notice, and the answer is to
/// come as it is.
void addDefaults(const CommandLine &line, QNetworkRequest &request)
{
    addHeaderUnlessGiven(request, "Accept", "*/*");
    addHeaderUnlessGiven(request, "Accept-Encoding", "identity");
    addHeaderUnlessGiven(request, "User-Agent", "latchkey/" LATCHKEY_VERSION);
    if (!line.data.isEmpty())
        addHeaderUnlessGiven(request, "Content-Type", "application/x-www-form-urlencoded");
    // A redirect is an answer, as with curl: where the token goes is for the person to say.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setDecompressedSafetyCheckThreshold(-1);
}

} // namespace

std::optional<RequestToSend> requestToSend(const CommandLine &line, QString *problem)
{
    RequestToSend result;
    const QUrl url(line.url, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative() || url.host().isEmpty()) {
        *problem = Text::tr("\"%1\" is not an address.").arg(line.url);
        return std::nullopt;
    }
    result.request.setUrl(url);
    result.verb = line.data.isEmpty() ? "GET" : "POST";
    if (!line.method.isEmpty())
        result.verb = line.method.toUtf8();
    if (!isToken(result.verb)) {
        *problem = Text::tr("\"%1\" is not a method.").arg(line.method);
        return std::nullopt;
    }
    for (const QString &header : line.headers) {
        if (!addHeader(header, result.request, problem))
            return std::nullopt;
    }
    for (const QByteArray &data : line.data) {
        if (!result.body.isEmpty())
            result.body += '&';
        if (!readData(data, result.body, problem))
            return std::nullopt;
    }
    addDefaults(line, result.request);
    return result;
}

} // namespace Latchkey
