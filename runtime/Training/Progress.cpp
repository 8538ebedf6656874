//===- Progress.cpp - Telling how far the training is ---------------------===//

#include "runtime/Training/Progress.h"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace anabranch::runtime {

static constexpr double secondsBetweenLines = 10, secondsBetweenFrames = 0.1;

Progress::Progress(bool quiet, const AnabranchProgram &program,
                   std::optional<int64_t> epochs, std::string unit)
    : program(program), quiet(quiet), isTerminal(isatty(STDOUT_FILENO)),
      epochs(epochs), unit(std::move(unit)) {}

void Progress::say(const std::string &line) {
  if (quiet)
    return;
  std::puts(line.c_str());
  std::fflush(stdout); // a log shows it before the long work begins
}

std::string Progress::epochName() const {
  return "epoch " + std::to_string(epoch + 1) +
         (epochs ? "/" + std::to_string(*epochs) : "");
}

void Progress::beginEpoch(int64_t newEpoch, int64_t stepsDone,
                          int64_t newSteps) {
  epoch = newEpoch;
  steps = newSteps;
  firstStep = stepsDone;
  examples = 0;
  begin = Clock::now();
  // The first frame comes with the first step, the first line after a while.
  lastPrinted = isTerminal ? Clock::time_point() : begin;
}

static std::string formatDuration(double seconds) {
  auto whole = static_cast<long long>(seconds);
  char text[32];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600,
                  whole / 60 % 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

void Progress::step(int64_t stepsDone, int64_t batchSize,
                    const Metrics &metrics) {
  examples += batchSize;
  if (quiet || secondsSince(lastPrinted) <
                   (isTerminal ? secondsBetweenFrames : secondsBetweenLines))
    return;
  show(stepsDone, metrics);
}

void Progress::show(int64_t stepsDone, const Metrics &metrics) {
  lastPrinted = Clock::now();
  double seconds = secondsSince(begin);
  char speed[64];
  std::snprintf(speed, sizeof speed, "  %.0f %s/s  ",
                double(examples) / seconds, unit.c_str());
  double left =
      seconds / double(stepsDone - firstStep) * double(steps - stepsDone);
  std::string figures = formatFigures(metrics.figures(program)) + speed +
                        formatDuration(left) + " left";
  if (isTerminal) {
    drawBar(stepsDone, figures);
    return;
  }
  say(epochName() + "  step " + std::to_string(stepsDone) + "/" +
      std::to_string(steps) + "  " + figures);
}

void Progress::drawBar(int64_t stepsDone, const std::string &figures) {
  constexpr int64_t cells = 20;
  std::string bar(stepsDone * cells / steps, '=');
  bar.resize(cells, ' ');
  std::string line = epochName() + " [" + bar + "] " +
                     std::to_string(stepsDone) + "/" + std::to_string(steps) +
                     "  " + figures;
  winsize window = {};
  // A line that wraps could not be redrawn in place.
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 1)
    line.resize(std::min<size_t>(line.size(), window.ws_col - 1));
  std::printf("\r%s\x1b[K", line.c_str());
  std::fflush(stdout);
  barIsDrawn = true;
}

void Progress::clearBar() {
  if (barIsDrawn)
    std::fputs("\r\x1b[K", stdout);
  barIsDrawn = false;
}

void Progress::endEpoch(int64_t examples, const std::vector<Figure> &figures,
                        double seconds) {
  clearBar();
  char time[64];
  std::snprintf(time, sizeof time, "  %.1f s  %.0f %s/s", seconds,
                double(examples) / seconds, unit.c_str());
  say(epochName() + "  " + formatFigures(figures) + time);
}

void Progress::stop(int64_t stepsDone, const Metrics &metrics) {
  // A run that resumes where nothing is left begins no epoch.
  if (!quiet && steps != 0 && stepsDone > firstStep)
    show(stepsDone, metrics);
  abandon();
}

void Progress::abandon() {
  if (barIsDrawn)
    std::puts("");
  barIsDrawn = false;
}

} // namespace anabranch::runtime
