// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "approvalpage.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>
#include <QtTest/QTest>

#include <memory>

namespace {

constexpr int patience = 10000; // milliseconds

ApprovalPage::Answer answerOf(QNetworkReply *reply)
{
    const std::unique_ptr<QNetworkReply> owned(reply);
    if (!QTest::qWaitFor([&] { return reply->isFinished(); }, patience))
        return {};
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

QString attribute(const QString &tag, const char *name)
{
    const QRegularExpression pattern(QStringLiteral("\\b%1=\"([^\"]*)\"").arg(QLatin1String(name)));
    return pattern.match(tag).captured(1);
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

ApprovalPage::ApprovalPage(const QUrl &url)
{
    m_text = QString::fromUtf8(get(url, {}).body);
    const QRegularExpression forms(QStringLiteral("<form [^>]*method=\"post\"[^>]*>.*?</form>"),
                                   QRegularExpression::DotMatchesEverythingOption);
    const QString form = forms.match(m_text).captured();
    if (form.isEmpty())
        return;
    m_action = url.resolved(QUrl(attribute(form, "action")));
    static const QRegularExpression inputs(QStringLiteral("<input [^>]*type=\"hidden\"[^>]*>"));
    auto match = inputs.globalMatch(form);
    while (match.hasNext()) {
        const QString tag = match.next().captured();
        m_fields.insert(attribute(tag, "name"), attribute(tag, "value"));
    }
}

ApprovalPage::Answer ApprovalPage::press(const QString &decision) const
{
    QStringList body{QStringLiteral("decision=") + encoded(decision)};
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it)
        body += encoded(it.key()) + u'=' + encoded(it.value());
    QNetworkAccessManager network;
    QNetworkRequest request(m_action);
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/x-www-form-urlencoded"));
    return answerOf(network.post(request, body.join(u'&').toLatin1()));
}

ApprovalPage::Answer ApprovalPage::get(const QUrl &url, const QByteArray &bearerToken)
{
    QNetworkAccessManager network;
    QNetworkRequest request(url);
    if (!bearerToken.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + bearerToken);
    return answerOf(network.get(request));
}
