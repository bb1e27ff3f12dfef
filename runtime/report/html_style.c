/* How a page of HTML looks, and the little that its script adds: tables that sort. */
#include "runtime/report/html.h"

/* What in a drawing is no colour. */
#define FIGURE_STYLE \
  "svg text{unicode-bidi:isolate}svg .strong{font-weight:600}svg .axis{stroke-width:1}\n" \
  "svg .roof{fill:none;stroke-width:2}svg text.bound{font-weight:600}\n" \
  "svg .fan{fill:none;stroke-dasharray:4 3}svg .share{opacity:.3}svg .small{font-size:11px}\n"

const char figure_style[] = FIGURE_STYLE;

const char html_style[] =
  ":root{color-scheme:light dark;"
#define COLOR(name, light, dark) "--" #name ":" light ";"
#define PAINT(selector, property, color)
#include "runtime/report/palette.def"
#undef COLOR
  "}\n@media screen and (prefers-color-scheme:dark){:root{"
#define COLOR(name, light, dark) "--" #name ":" dark ";"
#include "runtime/report/palette.def"
#undef COLOR
#undef PAINT
  "}}\n"
  "*{box-sizing:border-box}\n"
  "body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}\n"
  "header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}\n"
  "header{padding-top:1.5rem}main{padding-bottom:3rem}\n"
  "h1{font-size:1.6rem;margin:0}h2{font-size:1.25rem;margin:0 0 .75rem}h3{font-size:1rem}\n"
  "h1,h2,figcaption,.legend{overflow-wrap:anywhere}caption{max-width:calc(100vw - 2.5rem)}"
  "caption b{display:inline-block}"
  "caption b::first-letter{text-transform:uppercase}\n"
  "p{margin:.25rem 0}a{color:var(--t0)}.faint{color:var(--faint);font-weight:400}\n"
  ".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem}\n"
  "nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.75rem 0;list-style:none}\n"
  "section.run,section.study{border-top:1px solid var(--line);padding-top:1.5rem;margin-top:2rem}\n"
  ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;"
  "margin:0 0 1rem;padding:0;list-style:none}\n"
  ".tiles li{background:var(--card);border:1px solid var(--line);border-radius:.5rem;"
  "padding:.6rem .8rem;overflow-wrap:anywhere}.tiles span{display:block}\n"
  ".tiles .what,.tiles .remark{color:var(--faint);font-size:.85rem}\n"
  ".tiles .value{font-size:1.2rem;font-weight:600;white-space:nowrap}"
  ".tiles .much{font-size:.9rem}\n"
  "figure{margin:1.25rem 0}figcaption,caption{text-align:left;margin-bottom:.35rem;"
  "color:var(--faint)}figcaption b,caption b{color:var(--ink)}\n"
  ".charts{columns:21rem;column-gap:3rem}.charts figure{break-inside:avoid;margin:0 0 1.75rem}\n"
  "svg{display:block;width:100%;max-width:34rem;height:auto;font:12px system-ui,sans-serif}\n"
#define COLOR(name, light, dark)
#define PAINT(selector, property, color) "svg " selector "{" property ":var(--" #color ")}\n"
#include "runtime/report/palette.def"
#undef COLOR
#undef PAINT
  FIGURE_STYLE
  "ul.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;"
  "margin:.25rem 0 .5rem;font-size:.9rem}ul.legend li::before{content:'';display:inline-block;width:.8rem;height:.8rem;"
  "border-radius:.15rem;margin-right:.35rem;background:var(--c)}\n"
  ".t0{--c:var(--t0)}.t1{--c:var(--t1)}.t2{--c:var(--t2)}.t3{--c:var(--t3)}.t4{--c:var(--t4)}"
  ".t5{--c:var(--t5)}.t6{--c:var(--t6)}.t7{--c:var(--t7)}.none{--c:var(--none)}\n"
  ".scroll{overflow-x:auto;margin:1.25rem 0}table{border-collapse:collapse;font-size:.9rem}\n"
  ".long{width:fit-content;max-width:100%;max-height:32rem;overflow-y:auto;"
  "border:1px solid var(--line)}"
  ".long thead th{position:sticky;top:0;background:var(--paper)}\n"
  "th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:left;"
  "vertical-align:baseline}\n"
  "th,td.r{white-space:nowrap}td.l{min-width:4rem}"
  "th.r,td.r{text-align:right;font-variant-numeric:tabular-nums}\n"
  "thead th{color:var(--faint);font-weight:500}tfoot>tr>*{border-top:2px solid var(--line)}"
  "thead th button{all:unset;cursor:pointer}\n"
  "thead th button:focus-visible{outline:2px solid var(--t0)}tbody th{font-weight:500}\n"
  ".strong{font-weight:600}.good{color:var(--good)}.bad{color:var(--bad)}.notice{color:var(--notice)}\n"
  "pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.5rem;"
  "padding:.8rem;font:13px/1.5 ui-monospace,monospace;margin:0}pre b{font-weight:600}"
  "ol.references{font-size:.9rem;color:var(--faint);margin:.25rem 0 1.25rem;padding-left:2rem}"
  "pre i{font-style:normal;color:var(--faint)}\n"
  "@media print{:root{color-scheme:light}body{font-size:10pt}section.run,section.study{break-inside:auto}"
  "figure,.tiles,tr{break-inside:avoid}h2,caption,figcaption{break-after:avoid}"
  "nav,.skip{display:none}"
  ".scroll,pre{overflow:visible;max-height:none}pre{white-space:pre-wrap}}\n";

const char html_script[] =
  "'use strict';\n"
  "const scale={f:1e-15,p:1e-12,n:1e-9,'\\u00b5':1e-6,u:1e-6,m:1e-3,k:1e3,K:1e3,M:1e6,G:1e9,T:1e12};\n"
  "function key(cell){\n"
  "  const text=cell.textContent.trim(), m=text.match(/^<?(-?[\\d,]*\\.?\\d+(?:e[+-]?\\d+)?)\\s*(\\S*)/);\n"
  "  if(!m)return text;\n"
  "  const unit=m[2], part=unit.length>1?scale[unit[0]]:undefined;\n"
  "  return parseFloat(m[1].replace(/,/g,''))*(part&&!/^(m\\u00b2|min)/.test(unit)?"
  "(/\\u00b2/.test(unit)?part*part:part):1);\n"
  "}\n"
  "function sort(table,column,down){\n"
  "  const body=table.tBodies[0], rows=[...body.rows];\n"
  "  const keys=new Map(rows.map(r=>[r,key(r.cells[column])]));\n"
  "  rows.sort((a,b)=>{const x=keys.get(a),y=keys.get(b);\n"
  "    const order=typeof x===typeof y?(x<y?-1:x>y?1:0):typeof x==='number'?-1:1;\n"
  "    return down?-order:order;});\n"
  "  body.append(...rows);\n"
  "}\n"
  "for(const table of document.querySelectorAll('table'))\n"
  "  if(table.tHead)[...table.tHead.rows[0].cells].forEach((head,column)=>{\n"
  "    if(!head.textContent)return;\n"
  "    const button=document.createElement('button');\n"
  "    button.type='button'; button.append(...head.childNodes); head.append(button);\n"
  "    button.addEventListener('click',()=>{\n"
  "      const down=head.getAttribute('aria-sort')==='ascending';\n"
  "      for(const other of table.tHead.rows[0].cells)other.removeAttribute('aria-sort');\n"
  "      head.setAttribute('aria-sort',down?'descending':'ascending');\n"
  "      sort(table,column,down);\n"
  "    });\n"
  "  });\n";
