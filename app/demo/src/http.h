// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QPair>
#include <QtCore/QString>

#include <functional>
#include <optional>

namespace Latchkey::Demo {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;
using ParameterList = QList<QPair<QString, QString>>;

/// One request, whole and within the limits, before anybody judged it.
struct HttpRequest
{
    QByteArray method;
    QByteArray target; ///< As it stands in the request line.
    QString path; ///< Decoded, without the query.
    ParameterList query;
    HeaderList headers;
    QByteArray body;
    quint64 connection = 0;

    /// The first header of that name, regardless of case.
    QByteArray header(QByteArrayView name) const;
    bool hasHeader(QByteArrayView name) const;
    /// Whether the body claims to be application/x-www-form-urlencoded.
    bool isForm() const;
};

/// How an answer travels, when it does not travel as it should.
struct Delivery
{
    int delayMs = 0;
    bool drop = false;
    bool closeAfter = false;
    qint64 cutBodyAfter = -1;
    qint64 padBodyTo = -1;
    int chunkBytes = 64 * 1024;
    int chunkDelayMs = 0;
};

struct HttpAnswer
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    HeaderList headers;
    Delivery delivery;

    void setHeader(const QByteArray &name, const QByteArray &value);
};

using HttpHandler = std::function<HttpAnswer(const HttpRequest &)>;

/// application/x-www-form-urlencoded, RFC 6749 appendix B: '+' is a blank, bytes that are not UTF-8
/// become U+FFFD. Nothing when there are more than \a limit parameters.
std::optional<ParameterList> parseForm(const QByteArray &encoded, int limit = 100);

/// The value of a parameter that must not occur twice (RFC 6749 section 3.2). Empty and absent are
/// the same there.
QString valueOf(const ParameterList &parameters, QStringView name);
/// Whether any parameter occurs more than once.
bool hasDuplicates(const ParameterList &parameters);

} // namespace Latchkey::Demo
