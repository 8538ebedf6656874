//===- Profile.cpp - Where a program spends its time ----------------------===//

#include "runtime/Profile.h"
#include "runtime/Table.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

namespace anabranch::runtime {

std::vector<ProfileRow> profileRows(const AnabranchProgram &program,
                                    const LaunchTimes &times,
                                    int64_t batchSize) {
  std::map<std::pair<std::string, std::string>, ProfileRow> byName;
  for (int64_t i = 0; i < program.launch_count; ++i) {
    const AnabranchLaunch &launch = program.launches[i];
    ProfileRow &row = byName[{launch.name, launch.layers}];
    row.kernel = launch.name;
    row.layers = launch.layers;
    ++row.launches;
    row.seconds += times.seconds[i] / double(times.runs);
    row.flops += double(resolve(launch.flops, batchSize));
    row.bytes += double(resolve(launch.bytes, batchSize));
  }
  std::vector<ProfileRow> rows;
  rows.reserve(byName.size());
  for (auto &entry : byName)
    rows.push_back(std::move(entry.second));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ProfileRow &left, const ProfileRow &right) {
                     return left.seconds > right.seconds;
                   });
  return rows;
}

static std::string formatNumber(const char *format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// Billions a second; 0 for a launch that the clock cannot resolve.
static double rate(double amount, double seconds) {
  return seconds > 0 ? amount / seconds * 1e-9 : 0;
}

void printProfile(const std::vector<ProfileRow> &rows) {
  double total = 0, flops = 0, bytes = 0;
  int64_t launches = 0;
  for (const ProfileRow &row : rows) {
    total += row.seconds;
    flops += row.flops;
    bytes += row.bytes;
    launches += row.launches;
  }
  Table table({"kernel", "launches", "ms", "%", "GFLOP/s", "GB/s", "layers"},
              {false, true, true, true, true, true, false});
  auto add = [&](const ProfileRow &row) {
    table.addRow(
        {row.kernel, std::to_string(row.launches),
         formatNumber("%.3f", row.seconds * 1e3),
         formatNumber("%.1f", total > 0 ? 100 * row.seconds / total : 0),
         formatNumber("%.1f", rate(row.flops, row.seconds)),
         formatNumber("%.1f", rate(row.bytes, row.seconds)), row.layers});
  };
  for (const ProfileRow &row : rows)
    add(row);
  add({"total", "", launches, total, flops, bytes});
  table.print();
}

nlohmann::ordered_json toJson(const std::vector<ProfileRow> &rows) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const ProfileRow &row : rows)
    json.push_back({{"kernel", row.kernel},
                    {"layers", row.layers},
                    {"launches", row.launches},
                    {"ms", row.seconds * 1e3},
                    {"gflop_per_s", rate(row.flops, row.seconds)},
                    {"gb_per_s", rate(row.bytes, row.seconds)}});
  return json;
}

} // namespace anabranch::runtime
