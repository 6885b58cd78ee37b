// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QMap>
#include <QtCore/QUrl>

/// What a browser does with the provider's page, for a test that has none.
class ApprovalPage
{
public:
    struct Answer
    {
        int status = 0;
        QByteArray body;
    };

    /// Opens \a url and reads the form in it.
    explicit ApprovalPage(const QUrl &url);

    /// The hidden fields of the form as the page has them; empty where there is none.
    QMap<QString, QString> hiddenFields() const { return m_fields; }
    QString text() const { return m_text; }
    /// Presses the button of this value.
    Answer press(const QString &decision) const;

    static Answer get(const QUrl &url, const QByteArray &bearerToken);

private:
    QUrl m_action;
    QMap<QString, QString> m_fields;
    QString m_text;
};
