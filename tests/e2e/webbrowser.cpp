// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "webbrowser.h"

WebBrowser::WebBrowser(const QString &folder)
    : m_process(QStringLiteral(LATCHKEY_BROWSER_SCRIPT), {QStringLiteral("--folder"), folder})
{ }

QString WebBrowser::open(const QUrl &url)
{
    return act({{QStringLiteral("cmd"), QStringLiteral("open")},
                {QStringLiteral("url"), url.toString(QUrl::FullyEncoded)}});
}

QString WebBrowser::fill(const QString &field, const QString &text)
{
    return act({{QStringLiteral("cmd"), QStringLiteral("fill")},
                {QStringLiteral("field"), field},
                {QStringLiteral("text"), text}});
}

QString WebBrowser::click(const QString &name)
{
    return act({{QStringLiteral("cmd"), QStringLiteral("click")}, {QStringLiteral("text"), name}});
}

QString WebBrowser::see(const QString &text)
{
    return act({{QStringLiteral("cmd"), QStringLiteral("see")}, {QStringLiteral("text"), text}});
}

QString WebBrowser::act(const QJsonObject &command)
{
    const QJsonObject answer = m_process.command(command);
    const QString error = JsonProcess::errorOf(answer);
    if (!error.isEmpty())
        return error + QStringLiteral("\nThe page said: ") + m_text;
    m_url = QUrl(answer.value(QLatin1String("url")).toString());
    m_text = answer.value(QLatin1String("text")).toString();
    return {};
}
