// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtCore/QString>

#include <memory>

namespace Latchkey {

/// Asks the person at the terminal, or reads standard input line by line where that is none, while
/// the event loop goes on.
class Prompt : public QObject
{
    Q_OBJECT
public:
    enum class Echo { Shown, Hidden };

    explicit Prompt(QObject *parent);
    /// Shows again what is typed.
    ~Prompt() override;

    /// True where somebody can be asked.
    static bool isTerminal();

    /// Writes \a question to standard error where that is a terminal, and waits for one line;
    /// answered() or ended() follows, later. One question at a time.
    void ask(const QString &question, Echo echo);
    /// Asks no longer.
    void stop();

Q_SIGNALS:
    /// \a line is without blanks at its ends.
    void answered(const QString &line);
    /// Nothing more can be read.
    void ended();

private:
    class Reader;

    void take();
    void read(const QByteArray &piece);

    std::unique_ptr<Reader> m_reader;
    QByteArray m_buffer; ///< What has come and has not been asked for.
    bool m_isAsking = false;
    bool m_hasEnded = false;
};

} // namespace Latchkey
