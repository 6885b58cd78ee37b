// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http.h"

#include <memory>

namespace Latchkey::Demo {

/// HTTP/1.1 on 127.0.0.1, on cpp-httplib, with bounded threads, connections, requests and times.
class HttpServer
{
public:
    /// \a handler is called from several threads at once.
    explicit HttpServer(HttpHandler handler);
    ~HttpServer();

    /// Takes the port, for this process alone; 0 takes a free one. False when it cannot be had.
    bool bind(quint16 port);
    /// Begins to answer; after a successful bind().
    void serve();
    /// Closes idle connections at once, gives running answers a moment, then closes those too.
    void stop();

    bool isServing() const;
    quint16 port() const;
    /// After how long a kept-alive connection without a request is closed. Safe from any thread.
    void setIdleTimeout(int milliseconds);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace Latchkey::Demo
