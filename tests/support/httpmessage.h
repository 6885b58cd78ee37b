// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QPair>
#include <QtCore/QString>
#include <QtCore/QUrlQuery>

#include <functional>
#include <optional>

namespace Latchkey {

using HttpHeaders = QList<QPair<QByteArray, QByteArray>>;

/// A request as it arrived at a server of the tests.
struct TestRequest
{
    QByteArray method;
    QString path;
    QUrlQuery query;
    HttpHeaders headers;
    QByteArray body;

    /// The first header of that name, regardless of case.
    QByteArray header(const QByteArray &name) const;
    QString host() const;
    /// A parameter of a body that is form-encoded.
    QString parameter(const QString &name) const;

    /// Takes the first whole request out of \a received. Nothing where it is not whole yet.
    static std::optional<TestRequest> takeFrom(QByteArray &received);
};

struct TestAnswer
{
    int status = 200;
    HttpHeaders headers = {{"Content-Type", "application/json"}};
    QByteArray body;

    TestAnswer() = default;
    TestAnswer(int answerStatus, const QByteArray &json) : status(answerStatus), body(json) { }
    QByteArray toBytes() const;
};

/// Called in a thread of its own, one request at a time.
using TestHandler = std::function<TestAnswer(const TestRequest &)>;

/// Passes requests on to a server that speaks plain http on this computer's \a port, under the
/// paths that it has for those which others have.
TestHandler forwardTo(quint16 port, const QMap<QString, QString> &paths = {});

} // namespace Latchkey
