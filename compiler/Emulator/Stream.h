//===- Stream.h - Work that an emulated GPU has yet to do -------*- C++ -*-===//

#ifndef ANABRANCH_COMPILER_EMULATOR_STREAM_H
#define ANABRANCH_COMPILER_EMULATOR_STREAM_H

#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace anabranch::emulator {

/// A copy, a launch, or waiting for another stream's event.
struct Work {
  std::function<void()> run;
  char *result = nullptr; ///< what it writes of the host's memory
  size_t resultBytes = 0;

  /// Until it runs, the result is full of NaNs.
  void hideResult() const {
    if (result)
      std::memset(result, 0xff, resultBytes);
  }
};
using Graph = std::vector<Work>;

/// Work in order, none of which runs before somebody waits for it.
struct Stream {
  std::deque<Work> queue;
  uint64_t done = 0;              ///< work that has left the queue
  std::unique_ptr<Graph> capture; ///< what takes work instead, if any

  void add(Work work) {
    if (capture)
      return capture->push_back(std::move(work));
    work.hideResult();
    queue.push_back(std::move(work));
  }

  void runUntil(uint64_t end) {
    for (; done < end; ++done) {
      queue.front().run();
      queue.pop_front();
    }
  }
  uint64_t end() const { return done + queue.size(); }
};

/// A place in a stream's work: behind the first `end` of it.
struct Event {
  Stream *stream = nullptr; ///< null before it is recorded
  uint64_t end = 0;
};

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_STREAM_H
